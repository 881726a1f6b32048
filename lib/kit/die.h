/* die.h - a program's last words: one line on stderr, then exit.
 *
 * One line of all the program's processes and threads: the first to die says
 * why, the others leave with the same exit code and without a word.
 *
 * Teaching programs exit on any error, so that the lesson is not buried under
 * error paths. The library (lib/mp/) never does: it returns errors.
 */
#ifndef KIT_DIE_H
#define KIT_DIE_H

/* "program: message", exit code 1. In a child process it leaves by _exit, so
 * that the parent's atexit functions do not run there. */
_Noreturn void die(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Nothing when error is 0; else dies with "program: what: reason". error is an
 * errno value, as libmp returns them. */
void check(int error, const char *what);

/* What a constructor returned, if it is not NULL; else dies by errno. */
void *check_new(void *made, const char *what);

/* Wrong usage: "program: message", exit code 2. */
_Noreturn void die_usage(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif
