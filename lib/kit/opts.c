#include "kit/opts.h"

#include <argp.h>
#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "kit/die.h"
#include "kit/say.h"
#include "mp/mp.h"

enum { TABLE = 40, KEY_BASE = 0x1000, KEY_FORMAT = 0x2000, KEY_USAGE };

static const struct opt *table;
static bool seen[TABLE + 2]; /* the last two: --quiet and --format */

static const char *const formats[] = {"text", "csv", "json", NULL};

static const struct opt common[] = {
    OPT_FLAG('q', "quiet", &report_quiet, "no line per item"),
    {OPT_TYPE_WORD, KEY_FORMAT, "format", "text|csv|json", &report_format, 0, 0,
     0, formats, "lines to read, or one record with the measured time"},
    OPT_END};

static const struct argp_option inquiries[] = {
    {"help", '?', NULL, 0, "what this shows, and what to try", -1},
    {"usage", KEY_USAGE, NULL, 0, "the options in short", -1},
    {"version", 'V', NULL, 0, "the version", -1}};

const struct opt *opts_table(void)
{
    return table;
}

bool opts_given(const char *name)
{
    for (int i = 0; table && table[i].type; i++)
        if (!strcmp(table[i].name, name))
            return seen[i];
    return false;
}

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

/* The text of bad input as one printable line, cut if it is long. */
static const char *printable(const char *text)
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
    sprintf(buf, "%lld%s", (long long)value, names[unit]);
    return buf;
}

static void set_number(const struct opt *opt, const char *text)
{
    char low[32], high[32];
    int64_t value;
    int error = opts_number(opt, text, &value);

    if (error == EINVAL)
        die_usage("--%s: '%s' is not a %s", opt->name, printable(text),
                  opt->type == OPT_TYPE_TIME
                      ? "duration (digits and ns, us, ms or s)"
                      : "whole number");
    if (error)
        die_usage("--%s: '%s' is not within %s to %s", opt->name,
                  printable(text), range_text(opt, opt->min, low),
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
    die_usage("--%s: '%s' is not one of %s", opt->name, printable(text),
              opt->arg);
}

static void set(const struct opt *opt, const char *text)
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

static int key_of(const struct opt *opt, int i)
{
    return opt->key ? opt->key : KEY_BASE + i;
}

/* argp's own --help is silent under ARGP_NO_ERRS. */
static _Noreturn void inform(int key, const struct argp_state *state)
{
    if (key == 'V')
        printf("%s (mpbench) %s\n", state->name, MP_VERSION);
    else
        argp_help(state->root_argp, stdout,
                  key == '?' ? ARGP_HELP_STD_HELP : ARGP_HELP_USAGE,
                  state->name);
    if (fflush(stdout) || ferror(stdout))
        check(errno ? errno : EIO, "stdout");
    exit(0);
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    for (int i = 0; table && table[i].type; i++)
        if (key == key_of(&table[i], i)) {
            if (seen[i])
                die_usage("--%s is given twice", table[i].name);
            seen[i] = true;
            set(&table[i], text);
            return 0;
        }
    for (int i = 0; common[i].type; i++)
        if (key == common[i].key) {
            if (seen[TABLE + i])
                die_usage("--%s is given twice", common[i].name);
            seen[TABLE + i] = true;
            set(&common[i], text);
            return 0;
        }
    if (key == '?' || key == KEY_USAGE || key == 'V')
        inform(key, state);
    if (key == ARGP_KEY_ARG)
        die_usage("unexpected argument '%s'", printable(text));
    return ARGP_ERR_UNKNOWN;
}

static void add_option(struct argp_option *to, const struct opt *opt, int key,
                       int group)
{
    bool optional = opt->arg && *opt->arg == '[';

    to->name = opt->name;
    to->key = key;
    to->arg = opt->arg;
    if (optional) { /* argp writes the brackets itself */
        char *arg = check_new(strdup(opt->arg + 1), "options");
        arg[strlen(arg) - 1] = '\0';
        to->arg = arg;
        to->flags = OPTION_ARG_OPTIONAL;
    }
    to->doc = opt->help;
    to->group = group;
}

/* argp's own message takes two lines; name the offender in one instead. */
static _Noreturn void refuse(const char *text)
{
    const char *name = text;
    const struct opt *lists[] = {table, common};

    while (*name == '-')
        name++;
    for (int l = 0; l < 2; l++)
        for (const struct opt *o = lists[l]; o && o->type; o++) {
            bool is_long = !strncmp(text, "--", 2) &&
                           !strncmp(name, o->name, strcspn(name, "="));
            if (is_long && *name && strchr(name, '=') && !o->arg)
                die_usage("--%s takes no value: '%s'", o->name,
                          printable(text));
            if ((is_long && !strcmp(name, o->name) && o->arg) ||
                (text[0] == '-' && text[1] == o->key && !text[2] && o->arg))
                die_usage("--%s: the value is missing", o->name);
        }
    die_usage("unknown option '%s'; see --help", printable(text));
}

void opts_parse(int argc, char **argv, const struct opt *options)
{
    struct argp_option list[TABLE + 6] = {{0}};
    struct argp argp = {.options = list, .parser = parse, .doc = program_doc};
    int n = 0, end = 0;

    table = options;
    for (; options && options[n].type; n++) {
        if (n == TABLE)
            die("opts: more than %d options", TABLE);
        add_option(&list[n], &options[n], key_of(&options[n], n), 0);
    }
    for (int i = 0; common[i].type; i++)
        add_option(&list[n++], &common[i], common[i].key, 1);
    for (int i = 0; i < 3; i++)
        list[n++] = inquiries[i];
    if (argp_parse(&argp, argc, argv, ARGP_NO_ERRS | ARGP_NO_HELP, &end, NULL))
        refuse(argv[end > 1 ? end - 1 : argc - 1]);
}
