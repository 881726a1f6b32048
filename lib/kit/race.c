#include "kit/race.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/delay.h"
#include "kit/die.h"
#include "kit/opts.h"
#include "mp/mp.h"

int64_t race_window(const char **text, const char *several)
{
    int64_t window;

    if (!*text)
        *text = mp_cpu_count() > 1 ? several : "yield";
    int error = delay_parse(*text, &window);
    if (error == ERANGE)
        die_usage("--window: '%s' is not within 0 to 1s",
                  opts_printable(*text));
    if (error)
        die_usage("--window: '%s' is not none, yield, sleep or a duration",
                  opts_printable(*text));
    return window;
}

const char *race_where(int64_t window)
{
    static char text[80];
    int cores = mp_cpu_count();

    snprintf(text, sizeof text, "%d core%s, window %s", cores,
             cores == 1 ? "" : "s", delay_name(window));
    return text;
}

const char *race_command(const char *program)
{
    const char *called = program_invocation_name;
    const char *slash = strrchr(called, '/');
    size_t folder = slash ? (size_t)(slash + 1 - called) : 0;
    /* In single quotes a quote of its own is written '\''. */
    static char *text;
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ_./+,:@%-";

    free(text);
    text = check_new(malloc(4 * folder + strlen(program) + 3), "command");
    if (strspn(called, plain) >= folder) {
        sprintf(text, "%.*s%s", (int)folder, called, program);
        return text;
    }
    char *end = text;
    *end++ = '\'';
    for (size_t i = 0; i < folder; i++) {
        if (called[i] == '\'')
            end = stpcpy(end, "'\\'");
        *end++ = called[i];
    }
    sprintf(end, "%s'", program);
    return text;
}
