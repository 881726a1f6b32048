#include "kit/die.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static pid_t main_pid; /* the process that main started in */

__attribute__((constructor)) static void remember_main(void)
{
    main_pid = getpid();
}

/* One write for the line, so that lines of several processes do not mix. */
static void last_words(const char *format, va_list args)
{
    char text[1024], line[1200];

    vsnprintf(text, sizeof text, format, args);
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
