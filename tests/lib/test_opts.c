/* test_opts.c - what opts.h promises, of a program with an option a type. */
#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "opts_program.h"

/* As long as a line of a header comment can be. */
#define LINE77                                                                 \
    "    of seventy-seven columns: as much as a header comment has room for, " \
    "++++."
#define INDENT "        $ prog --indented   two  blanks"

const char program_doc[] = "It claims something.\n\v\nA cell.\n\n" LINE77
                           "\n" INDENT "\nTry: this\nCompare: that";

/* --- good input ----------------------------------------------------------- */

#define GIVES(expected, ...)                    \
    do {                                        \
        struct captured c = RUN(__VA_ARGS__);   \
        ck_assert_str_eq(c.err, "");            \
        ck_assert_str_eq(c.out, expected "\n"); \
        ck_assert_int_eq(c.code, 0);            \
    } while (0)

START_TEST(without_options_all_have_their_presets)
{
    GIVES("10 0 3 -9 0 none 1 0 0 preset", NULL);
    GIVES("10 0 3 -9 0 none 1 0 0 preset", "--", NULL);
}
END_TEST

START_TEST(options_set_their_values)
{
    GIVES("1000 -5 3 -9 0 none 1 0 0 given", "-n", "1000", "--balance=-5",
          NULL);
    GIVES("1 5 3 -9 0 none 1 0 0 given", "--numbers=1", "--balance", "5", NULL);
    GIVES("7 -1 3 -9 0 none 1 0 0 given", "-n7", "--balance", "-1", NULL);
    GIVES("7 0 3 -9 0 none 1 0 0 given", "-n", "0007", NULL);
    GIVES("10 0 10000000000 -9 0 none 1 0 0 preset", "--pause", "10s", NULL);
    GIVES("10 0 5000 -9 0 none 1 0 0 preset", "--pause=5us", NULL);
    GIVES("10 0 0 -9 0 none 1 0 0 preset", "--pause=0", NULL);
    GIVES("10 0 3 5000000 0 none 1 0 0 preset", "--interval", NULL);
    GIVES("10 0 3 7 0 none 1 0 0 preset", "-i7ns", NULL);
    GIVES("10 0 3 5000000 1 none 1 1 0 preset", "-fqi", NULL);
    GIVES("10 0 3 -9 1 a b 1 0 0 preset", "--flag", "--text", "a b", NULL);
    GIVES("10 0 3 -9 0 --flag 1 0 0 preset", "-t", "--flag", NULL);
    GIVES("10 0 3 -9 0 none 2 1 2 preset", "--word=blue", "--quiet",
          "--format=json", NULL);
    GIVES("10 0 3 -9 0 none 0 0 1 preset", "-wred", "--format", "csv", NULL);
}
END_TEST

START_TEST(numbers_of_64_bits_are_read_and_no_larger_ones)
{
    static const struct opt whole = {
        .type = OPT_TYPE_LONG, .min = INT64_MIN, .max = INT64_MAX};
    static const struct opt time = {
        .type = OPT_TYPE_TIME, .min = INT64_MIN, .max = INT64_MAX};
    int64_t value = 0;

    ck_assert_int_eq(opts_number(&whole, "9223372036854775807", &value), 0);
    ck_assert(value == INT64_MAX);
    ck_assert_int_eq(opts_number(&whole, "-9223372036854775808", &value), 0);
    ck_assert(value == INT64_MIN);
    ck_assert_int_eq(opts_number(&whole, "9223372036854775808", &value),
                     ERANGE);
    ck_assert_int_eq(opts_number(&whole, "-9223372036854775809", &value),
                     ERANGE);
    ck_assert_int_eq(opts_number(&time, "9223372036s", &value), 0);
    ck_assert(value == MP_S(9223372036));
    ck_assert_int_eq(opts_number(&time, "9223372037s", &value), ERANGE);
}
END_TEST

/* --- help ----------------------------------------------------------------- */

/* Are they there, in this order, each a line or the beginning of one? */
static void in_order(const char *got, const char *const *expected)
{
    for (const char *at = got; *expected; expected++) {
        char line[100];
        snprintf(line, sizeof line, "\n%s", *expected);
        const char *found = strstr(at, line);
        ck_assert_msg(found, "'%s' is not there, or not there, in\n%s",
                      *expected, got);
        at = found + 1;
    }
}

START_TEST(help_shows_the_claim_the_options_and_then_the_lines_unbroken)
{
    static const char *const order[] = {"It claims something.\n",
                                        "      --balance=B",
                                        "  -n, --numbers=N",
                                        "      --format=text|csv|json",
                                        "  -q, --quiet",
                                        "\nA cell.\n",
                                        "\n" LINE77 "\n" INDENT
                                        "\nTry: this\nCompare: that",
                                        NULL};

    struct captured c = RUN("--help", NULL);
    ck_assert_int_eq(c.code, 0);
    ck_assert_str_eq(c.err, "");
    ck_assert_msg(strncmp(c.out, "Usage: prog ", 12) == 0, "%s", c.out);
    in_order(c.out, order);
    lines_of(c.out);
    struct captured letter = RUN("-h", NULL);
    ck_assert_str_eq(letter.out, c.out);
}
END_TEST

START_TEST(usage_and_version_are_on_stdout_and_exit_0)
{
    struct captured c = RUN("--usage", NULL);
    ck_assert_int_eq(c.code, 0);
    ck_assert_msg(strstr(c.out, "[--numbers=N]"), "%s", c.out);
    c = RUN("--version", NULL);
    ck_assert_int_eq(c.code, 0);
    ck_assert_str_eq(c.out, "prog (mpbench) " MP_VERSION "\n");
    ck_assert_str_eq(c.err, "");
}
END_TEST

START_TEST(help_that_cannot_be_written_is_exit_1_and_a_line)
{
    static const char *const each[] = {"--help", "--usage", "--version"};

    for (int i = 0; i < 3; i++) {
        const char *const args[] = {each[i], NULL};
        struct captured c = captured("opts", OUT_FULL, args);
        ck_assert_int_eq(c.code, 1);
        ck_assert_int_eq(lines_of(c.err), 1);
        c = captured("opts", OUT_CLOSED, args);
        ck_assert_int_eq(c.code, 1);
        ck_assert_int_eq(lines_of(c.err), 1);
    }
}
END_TEST

int main(int argc, char **argv)
{
    if (part())
        return play(argc, argv);
    return run_tests(
        "opts", without_options_all_have_their_presets,
        options_set_their_values,
        numbers_of_64_bits_are_read_and_no_larger_ones,
        help_shows_the_claim_the_options_and_then_the_lines_unbroken,
        usage_and_version_are_on_stdout_and_exit_0,
        help_that_cannot_be_written_is_exit_1_and_a_line, NULL);
}
