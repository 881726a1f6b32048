#include "kit/die.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

static pid_t main_pid; /* the process that main started in */

/* Shared by all the program's processes: the first to die says why; what the
 * others could add comes of that. */
static atomic_flag *said;

__attribute__((constructor)) static void remember_main(void)
{
    main_pid = getpid();
    said = mmap(NULL, sizeof *said, PROT_READ | PROT_WRITE,
                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (said == MAP_FAILED) /* then each says it */
        said = NULL;
}

/* One write for the line, so that lines of several processes do not mix; and
 * one line, whatever text was put into it: a path may hold a line's end. */
static void last_words(const char *format, va_list args)
{
    char text[1024], line[1200];

    if (said && atomic_flag_test_and_set_explicit(said, memory_order_relaxed))
        return; /* relaxed: nothing but the flag itself is told */
    vsnprintf(text, sizeof text, format, args);
    for (char *c = text; *c; c++)
        if (iscntrl((unsigned char)*c))
            *c = '?';
    int n = snprintf(line, sizeof line, "%s: %s\n",
                     program_invocation_short_name, text);
    fflush(stdout);
    if (write(STDERR_FILENO, line, (size_t)n) < 0) {
        /* stderr is closed: the exit code has to say it */
    }
}

static _Noreturn void leave(int code)
{
    if (getpid() == main_pid)
        exit(code);
    _exit(code);
}

void die(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    last_words(format, args);
    va_end(args);
    leave(1);
}

void die_usage(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    last_words(format, args);
    va_end(args);
    leave(2);
}

void check(int error, const char *what)
{
    if (error)
        die("%s: %s", what, strerror(error));
}

void *check_new(void *made, const char *what)
{
    if (!made)
        check(errno ? errno : ENOMEM, what);
    return made;
}
