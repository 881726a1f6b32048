/* captured.h - a program under test: what it printed and how it ended.
 *
 * It is the suite itself, started anew, so that options, exit and last words
 * are those of a real program; its main looks for its part first:
 *
 *     int main(int argc, char **argv)
 *     {
 *         if (part())
 *             return play(argc, argv);
 *         return run_tests(...);
 *     }
 */
#ifndef TESTS_CAPTURED_H
#define TESTS_CAPTURED_H

#include <sys/types.h>

struct captured {
    int code; /* exit code, or -signal */
    char out[16384], err[4096];
};

/* What its stdout is: a file that is captured, nothing, /dev/full, a pipe that
 * nobody reads (SIGPIPE at its default, or ignored). */
enum captured_stdout { OUT_FILE, OUT_CLOSED, OUT_FULL, OUT_PIPE, OUT_PIPE_IGN };

/* The part that this process is to play, or NULL: it is the suite. */
const char *part(void);

/* Run it as "prog" with these arguments, ended by NULL. Never hangs for long:
 * the suite's timeout ends it too. */
struct captured captured(const char *its_part, enum captured_stdout out,
                         const char *const *args);

/* One that runs on beside the suite, in a process group of its own, as a
 * terminal's would; with one argument. */
struct running {
    pid_t pid;
    int in, out; /* the other ends of its stdin and stdout */
};
struct running started(const char *its_part, const char *arg);

/* Wait for its end, which is by this signal, or with 0 by exit code 0. */
void ended(struct running *r, int signal);

/* How many lines a text has; all of them must end in a newline. */
int lines_of(const char *text);

#endif
