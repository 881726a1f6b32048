/* opts_program.h - the program of test_opts and test_opts_bad: an option a type.
 * Its one line of output says what they were set to, and that it was started.
 * Part of the suite that takes it in, whose program_doc is its own.
 */
#ifndef TESTS_OPTS_PROGRAM_H
#define TESTS_OPTS_PROGRAM_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

#include "captured.h"
#include "kit/opts.h"
#include "kit/say.h"
#include "mp/mp.h"

static long numbers = 10, balance;
static int64_t pause_ns = 3, interval = -9;
static bool flag;
static const char *text = "none";
static int word = 1;
static const char *const words[] = {"red", "green", "blue", NULL};

static const struct opt options[] = {
    OPT_LONG('n', "numbers", "N", &numbers, 1, 1000, "how many"),
    OPT_LONG(0, "balance", "B", &balance, -5, 5, "may be negative"),
    OPT_TIME(0, "pause", "TIME", &pause_ns, 0, MP_S(10), "a duration"),
    OPT_TIME_PRESET('i', "interval", "[TIME]", &interval, 1, MP_S(1), 5000000,
                    "a duration or nothing"),
    OPT_FLAG('f', "flag", &flag, "a flag"),
    OPT_TEXT('t', "text", "TEXT", &text, "a text"),
    OPT_WORD('w', "word", "red|green|blue", &word, words, "a word"),
    OPT_END};

static int play(int argc, char **argv)
{
    opts_parse(argc, argv, options);
    printf("%ld %ld %" PRId64 " %" PRId64 " %d %s %d %d %d %s\n", numbers,
           balance, pause_ns, interval, flag, text, word, report_quiet,
           report_format, opts_given("numbers") ? "given" : "preset");
    return 0;
}

#define RUN(...) captured("opts", OUT_FILE, (const char *const[]){__VA_ARGS__})

#endif
