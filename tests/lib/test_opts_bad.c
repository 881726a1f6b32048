/* test_opts_bad.c - bad input ends a program: exit 2, and one line that names
 * the option and the text. */
#include "common.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "opts_program.h"

const char program_doc[] = "";

static void refused(const struct captured *c, const char *why,
                    const char *names)
{
    ck_assert_msg(c->code == 2, "%s: exit code %d; %s%s", why, c->code, c->out,
                  c->err);
    ck_assert_msg(*c->out == '\0', "%s: started: %s", why, c->out);
    ck_assert_msg(lines_of(c->err) == 1, "%s: not one line: %s", why, c->err);
    ck_assert_msg(strncmp(c->err, "prog: ", 6) == 0, "%s: %s", why, c->err);
    ck_assert_msg(strstr(c->err, names), "%s: does not name %s: %s", why, names,
                  c->err);
    ck_assert_msg(strlen(c->err) < 160, "%s: a long line: %s", why, c->err);
    for (const char *t = c->err; *t != '\n'; t++)
        ck_assert_msg(isprint((unsigned char)*t), "%s: not printable", why);
}

#define REFUSED(names, ...)                   \
    do {                                      \
        struct captured c = RUN(__VA_ARGS__); \
        refused(&c, #__VA_ARGS__, names);     \
    } while (0)

#define DIGITS100                                                            \
    "1234567890123456789012345678901234567890123456789012345678901234567890" \
    "123456789012345678901234567890"

/* No number at all, whatever the option: the list and more. */
static const char *const no_numbers[] = {
    "",
    "-1",
    "+5",
    "1e3",
    "0x10",
    "5abc",
    " 5",
    "5 ",
    "nan",
    "inf",
    "1,5",
    "1.5",
    "\xc3\xa9",
    "\xff",
    "-",
    "--5",
    "- 5",
    "0b1",
    "1_0",
    "1'0",
    "\xd9\xa3",
    "5\n",
    "\t5",
    "-0x1",
    "5-",
    "5\xc2\xa0",
    "\xc2\xbd",
    "%d",
    "$(id)",
    "2147483648",
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551617", /* 1 modulo 2^64 */
    "4294967297",           /* 1 modulo 2^32 */
    DIGITS100 DIGITS100 DIGITS100 DIGITS100,
    "-" DIGITS100 DIGITS100 DIGITS100 DIGITS100};

/* The text as the message shows it, which may cut it. */
static const char *shown(const char *bad)
{
    static char line[40];
    size_t n = 0;

    line[n++] = '\'';
    for (; *bad && n < sizeof line - 1; bad++)
        line[n++] = isprint((unsigned char)*bad) ? *bad : '?';
    line[n] = '\0';
    return line;
}

static void each_bad_number(const char *name, const char *except)
{
    char both[600], option[40];

    snprintf(option, sizeof option, "--%s", name);
    for (size_t i = 0; i < sizeof no_numbers / sizeof *no_numbers; i++) {
        if (strcmp(no_numbers[i], except) == 0)
            continue;
        snprintf(both, sizeof both, "--%s=%s", name, no_numbers[i]);
        struct captured c = RUN(both, NULL);
        refused(&c, both, option);
        refused(&c, both, shown(no_numbers[i]));
        if (strcmp(name, "interval") == 0)
            continue; /* its value is not a word of its own */
        c = RUN(option, no_numbers[i], NULL);
        refused(&c, both, shown(no_numbers[i]));
    }
}

START_TEST(bad_numbers_are_refused_by_name)
{
    each_bad_number("numbers", "");
    each_bad_number("balance", "-1");
}
END_TEST

START_TEST(bad_durations_are_refused_by_name)
{
    each_bad_number("pause", "?");
    each_bad_number("interval", "?");
    REFUSED("'5'", "--pause=5", NULL);
    REFUSED("'5m'", "--pause=5m", NULL);
    REFUSED("'5nss'", "--pause=5nss", NULL);
    REFUSED("'ns'", "--pause=ns", NULL);
    REFUSED("'-5ns'", "--pause=-5ns", NULL);
    REFUSED("'10000000001ns' is not within 0 to 10s", "--pause=10000000001ns",
            NULL);
    REFUSED("'9223372036854775807s' is not within", /* overflows in ns */
            "--pause=9223372036854775807s", NULL);
    REFUSED("'18446744074s' is not within", "--pause=18446744074s", NULL);
    REFUSED("'0ns' is not within 1ns to 1s", "--interval=0ns", NULL);
}
END_TEST

START_TEST(numbers_out_of_range_are_refused_with_the_range)
{
    REFUSED("--numbers: '0' is not within 1 to 1000", "-n", "0", NULL);
    REFUSED("--numbers: '1001' is not within 1 to 1000", "-n1001", NULL);
    REFUSED("--balance: '-6' is not within -5 to 5", "--balance=-6", NULL);
    REFUSED("--balance: '6' is not within -5 to 5", "--balance=6", NULL);
}
END_TEST

START_TEST(a_missing_value_is_refused)
{
    REFUSED("--numbers: the value is missing", "-n", NULL);
    REFUSED("--numbers: the value is missing", "--numbers", NULL);
    REFUSED("--numbers: the value is missing", "--numb", NULL);
    REFUSED("--numbers: the value is missing", "-fqn", NULL);
    REFUSED("--numbers: the value is missing", "-f", "-q", "-n", NULL);
    REFUSED("--format: the value is missing", "-f", "--format", NULL);
    REFUSED("--text: '' is empty", "--text=", NULL);
    REFUSED("--flag takes no value: '--flag=1'", "--flag=1", "-n", "5", NULL);
}
END_TEST

START_TEST(a_repeated_option_is_refused)
{
    REFUSED("--numbers is given twice", "-n", "5", "--numbers=5", NULL);
    REFUSED("--flag is given twice", "-ff", NULL);
    REFUSED("--quiet is given twice", "-q", "--quiet", NULL);
    REFUSED("--format is given twice", "--format=csv", "--format=csv", NULL);
    REFUSED("--interval is given twice", "-i", "--interval=5ns", NULL);
}
END_TEST

START_TEST(an_unknown_option_is_refused_and_it_is_that_one_that_is_named)
{
    REFUSED("unknown option '--nope'", "--nope", NULL);
    REFUSED("unknown option '--nope'", "--nope", "-n", "5", NULL);
    REFUSED("unknown option '--nope=3'", "-f", "--nope=3", "-q", NULL);
    REFUSED("unknown option '-Z'", "-Z", "5", "-f", NULL);
    REFUSED("unknown option '-qZf'", "-qZf", "-n", "5", NULL);
    REFUSED("unknown option '-Zn5'", "-q", "-Zn5", NULL);
    REFUSED("unknown option '-?"
            "?'",
            "-\xc3\xa9", NULL);
    REFUSED("unknown option '-?'", "-\xff", NULL);
    REFUSED("unknown option '-q?'", "-q\xff", "-n", "5", NULL);
    REFUSED("unknown option '--?'", "--\xff", NULL);
    REFUSED("unknown option '--='", "--=", NULL);
    REFUSED("unknown option '--help=3'", "--help=3", NULL);
    REFUSED("--word: 'pink' is not one of red|green|blue", "-wpink", NULL);
    REFUSED("--format: 'xml' is not one of text|csv|json", "--format=xml",
            NULL);
}
END_TEST

START_TEST(a_stray_argument_is_refused)
{
    REFUSED("unexpected argument 'stray'", "stray", NULL);
    REFUSED("unexpected argument 'stray'", "-f", "stray", "-q", NULL);
    REFUSED("unexpected argument '-f'", "--", "-f", NULL);
    REFUSED("unexpected argument ''", "", NULL);
    REFUSED("unexpected argument '-'", "-", NULL);
    REFUSED("unexpected argument '5ms'", "--interval", "5ms", NULL);
}
END_TEST

int main(int argc, char **argv)
{
    if (part())
        return play(argc, argv);
    return run_tests(
        "opts, bad", bad_numbers_are_refused_by_name,
        bad_durations_are_refused_by_name,
        numbers_out_of_range_are_refused_with_the_range,
        a_missing_value_is_refused, a_repeated_option_is_refused,
        an_unknown_option_is_refused_and_it_is_that_one_that_is_named,
        a_stray_argument_is_refused, NULL);
}
