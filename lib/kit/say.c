#include "kit/say.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kit/die.h"

bool report_quiet;
enum report_format report_format;

/* A child's line reaches the terminal at once and in one piece. */
static void print(const char *format, va_list args)
{
    vprintf(format, args);
    if (fflush(stdout))
        check(errno, "stdout");
}

void say(const char *format, ...)
{
    va_list args;

    if (report_quiet || report_format != REPORT_TEXT)
        return;
    va_start(args, format);
    print(format, args);
    va_end(args);
}

void result(const char *format, ...)
{
    va_list args;

    if (report_format != REPORT_TEXT)
        return;
    va_start(args, format);
    print(format, args);
    va_end(args);
}

void progress(const char *format, ...)
{
    va_list args;

    if (report_quiet || !isatty(STDERR_FILENO))
        return;
    fputs("\r\033[K", stderr);
    if (!format)
        return;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
}

const char *report_list(const long *values, long n)
{
    static char *text;
    char *end;

    free(text);
    text = malloc((size_t)n * 22 + 3); /* "-9223372036854775808, " */
    if (!text)
        die("report: out of memory");
    end = text;
    *end++ = '[';
    for (long i = 0; i < n; i++)
        end += sprintf(end, i ? ", %ld" : "%ld", values[i]);
    strcpy(end, "]");
    return text;
}

const char *report_duration(int64_t ns)
{
    static char text[64];
    int64_t us = (ns + 500) / 1000, s = us / 1000000;

    snprintf(text, sizeof text,
             "%" PRId64 ":%02" PRId64 ":%02" PRId64 ".%06" PRId64, s / 3600,
             s / 60 % 60, s % 60, us % 1000000);
    return text;
}
