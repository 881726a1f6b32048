#include "kit/opts_value.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/die.h"
#include "mp/clock.h"

/* Units of a duration, longest name first where one begins another. */
static int64_t unit_of(const char *text)
{
    static const struct {
        const char *name;
        int64_t ns;
    } units[] = {{"ns", 1}, {"us", MP_US(1)}, {"ms", MP_MS(1)}, {"s", MP_S(1)}};

    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (!strcmp(text, units[i].name))
            return units[i].ns;
    return 0;
}

/* strtoll takes spaces, signs and more; so look at the text first. */
int opts_number(const struct opt *opt, const char *text, int64_t *value)
{
    const char *digits = text + (*text == '-' && opt->min < 0);
    size_t length = strspn(digits, "0123456789");
    int64_t unit = 1;

    if (length == 0)
        return EINVAL;
    if (opt->type == OPT_TYPE_TIME) {
        if (strcmp(digits, "0") != 0)
            unit = unit_of(digits + length);
        if (unit == 0)
            return EINVAL;
    } else if (digits[length]) {
        return EINVAL;
    }
    errno = 0;
    long long number = strtoll(text, NULL, 10);
    if (errno || __builtin_mul_overflow(number, unit, value))
        return ERANGE;
    return *value < opt->min || *value > opt->max ? ERANGE : 0;
}

const char *opts_printable(const char *text)
{
    static char line[60];
    size_t n = 0;

    for (; *text && n < sizeof line - 4; text++)
        line[n++] = isprint((unsigned char)*text) ? *text : '?';
    strcpy(line + n, *text ? "..." : "");
    return line;
}

/* 5000000 as "5ms": the largest unit that gives a whole number. */
static const char *range_text(const struct opt *opt, int64_t value, char *buf)
{
    static const char *const names[] = {"ns", "us", "ms", "s"};
    int unit = 0;

    if (opt->type != OPT_TYPE_TIME) {
        sprintf(buf, "%lld", (long long)value);
        return buf;
    }
    while (unit < 3 && value && value % 1000 == 0) {
        value /= 1000;
        unit++;
    }
    sprintf(buf, "%lld%s", (long long)value, value ? names[unit] : "");
    return buf;
}

const char *opts_help(const struct opt *opt)
{
    char low[32], high[32], *text;

    if (opt->type != OPT_TYPE_LONG && opt->type != OPT_TYPE_TIME)
        return opt->help;
    if (asprintf(&text, "%s; %s to %s", opt->help,
                 range_text(opt, opt->min, low),
                 range_text(opt, opt->max, high)) < 0)
        die("options: out of memory");
    return text;
}

static void set_number(const struct opt *opt, const char *text)
{
    char low[32], high[32];
    int64_t value;
    int error = opts_number(opt, text, &value);

    if (error == EINVAL)
        die_usage("--%s: '%s' is not a %s", opt->name, opts_printable(text),
                  opt->type == OPT_TYPE_TIME
                      ? "duration (digits and ns, us, ms or s)"
                      : "whole number");
    if (error)
        die_usage("--%s: '%s' is not within %s to %s", opt->name,
                  opts_printable(text), range_text(opt, opt->min, low),
                  range_text(opt, opt->max, high));
    if (opt->type == OPT_TYPE_TIME)
        *(int64_t *)opt->value = value;
    else
        *(long *)opt->value = (long)value;
}

static void set_word(const struct opt *opt, const char *text)
{
    for (int i = 0; opt->words[i]; i++)
        if (!strcmp(text, opt->words[i])) {
            *(int *)opt->value = i;
            return;
        }
    die_usage("--%s: '%s' is not one of %s", opt->name, opts_printable(text),
              opt->arg);
}

void opts_set(const struct opt *opt, const char *text)
{
    switch (opt->type) {
    case OPT_TYPE_FLAG:
        *(bool *)opt->value = true;
        break;
    case OPT_TYPE_WORD:
        set_word(opt, text);
        break;
    case OPT_TYPE_TEXT:
        if (!*text)
            die_usage("--%s: '' is empty", opt->name);
        *(const char **)opt->value = text;
        break;
    default:
        if (text)
            set_number(opt, text);
        else
            *(int64_t *)opt->value = opt->preset;
    }
}
