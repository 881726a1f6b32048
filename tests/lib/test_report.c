/* test_report.c - what report.h promises: records. */
#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "captured.h"
#include "kit/opts.h"
#include "kit/report.h"
#include "kit/say.h"
#include "mp/mp.h"

const char program_doc[] = "";

/* --- the programs --------------------------------------------------------- */

static long number = -4, records = 1;
static int64_t pause_ns = 5000;
static bool flag;
static const char *text;
static int word;
static const char *const words[] = {"red", "green", NULL};

static const struct opt options[] = {
    OPT_LONG('n', "number", "N", &number, -9, 9, "a number"),
    OPT_TIME(0, "pause", "TIME", &pause_ns, 0, MP_S(1), "a duration"),
    OPT_FLAG('f', "flag", &flag, "a flag"),
    OPT_TEXT('t', "text", "TEXT", &text, "a text"),
    OPT_WORD('w', "word", "red|green", &word, words, "a word"),
    OPT_END};

static const struct opt no_words[] = {
    OPT_LONG('r', "records", "N", &records, 0, 1000, "how many records"),
    OPT_TEXT('t', "text", "TEXT", &text, "the result"), OPT_END};

static int say_and_report(void)
{
    say("an item: %d\n", 1);
    result("end: %s\n", "here");
    report_field("own", "%d,%d", 1, 2);
    report(123456789, 7, "%ld", 42L);
    return 0;
}

static int many_records(void)
{
    for (long i = 0; i < records; i++) {
        report_field("i", "%ld", i);
        report(i, 1, "%s", text ? text : "x");
    }
    return 0;
}

static int many_fields(void)
{
    for (long i = 0; i < records; i++)
        report_field("f", "%ld", i);
    report(1, 1, "1");
    return 0;
}

static int play(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*body)(void);
        const struct opt *options;
    } parts[] = {{"report", say_and_report, options},
                 {"records", many_records, no_words},
                 {"fields", many_fields, no_words}};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strcmp(part(), parts[i].name) == 0) {
            opts_parse(argc, argv, parts[i].options);
            return parts[i].body();
        }
    return 96;
}

#define RUN(name, ...) \
    captured(name, OUT_FILE, (const char *const[]){__VA_ARGS__})

#define GIVES(expected, ...)                  \
    do {                                      \
        struct captured c = RUN(__VA_ARGS__); \
        ck_assert_str_eq(c.err, "");          \
        ck_assert_str_eq(c.out, expected);    \
        ck_assert_int_eq(c.code, 0);          \
    } while (0)

/* --- formats -------------------------------------------------------------- */

START_TEST(text_is_for_people_and_quiet_leaves_out_the_items)
{
    GIVES("an item: 1\nend: here\n", "report", NULL);
    GIVES("an item: 1\nend: here\n", "report", "--format=text", NULL);
    GIVES("end: here\n", "report", "-q", NULL);
}
END_TEST

START_TEST(csv_is_a_header_and_a_row_and_nothing_else)
{
    GIVES("program,number,pause,flag,text,word,own,elapsed_ns,count,result\n"
          "prog,-4,5000,false,,red,\"1,2\",123456789,7,42\n",
          "report", "--format=csv", NULL);
    GIVES("program,number,pause,flag,text,word,own,elapsed_ns,count,result\n"
          "prog,5,1000000,true,\"a\"\"b\",green,\"1,2\",123456789,7,42\n",
          "report", "--format=csv", "-qfn5", "--pause=1ms", "--text=a\"b",
          "-wgreen", NULL);
}
END_TEST

START_TEST(json_is_one_object_on_one_line)
{
    GIVES("{\"program\": \"prog\", \"number\": -4, \"pause\": 5000, "
          "\"flag\": false, \"text\": \"\", \"word\": \"red\", "
          "\"own\": \"1,2\", \"elapsed_ns\": 123456789, \"count\": 7, "
          "\"result\": 42}\n",
          "report", "--format=json", NULL);
}
END_TEST

START_TEST(csvs_header_comes_once)
{
    GIVES("program,records,text,i,elapsed_ns,count,result\n"
          "prog,3,,0,0,1,x\nprog,3,,1,1,1,x\nprog,3,,2,2,1,x\n",
          "records", "--format=csv", "-r3", NULL);
    GIVES("", "records", "-r3", NULL);
}
END_TEST

/* The last value of the record, for a text. */
static void result_is(const char *format, const char *value,
                      const char *expected)
{
    const char *const args[] = {format, "--text", value, NULL};
    struct captured c = captured("records", OUT_FILE, args);
    char end[600];

    snprintf(end, sizeof end, "%s%s\n",
             strstr(format, "csv") ? ",1," : "\"result\": ", expected);
    size_t length = strlen(c.out), tail = strlen(end);
    ck_assert_msg(length >= tail && strcmp(c.out + length - tail, end) == 0,
                  "'%s' did not become %s: %s", value, expected, c.out);
}

START_TEST(json_values_stand_bare_where_they_are_json_and_quoted_else)
{
    static const char *const bare[] = {
        "0",         "-0",    "7",         "-12",
        "1.5",       "-0.25", "10",        "true",
        "false",     "null",  "[]",        "[1]",
        "[0, 1, 4]", "[1,2]", "[-1, 2.5]", "123456789012345678901234567890"};
    static const char *const quoted[] = {
        "007",  "1.",   ".5",    "+5",  "-",       "--1",   "1e5",
        "nan",  "inf",  "0x1",   "1,5", "True",    "[",     "]",
        "[1,]", "[,1]", "[1 2]", "[a]", "[1,  2]", "[[1]]", "{}",
        " 1",   "1 ",   "[1.]",  "red", "nulls",   "1.5.5"};
    char text_in_quotes[64];

    for (size_t i = 0; i < sizeof bare / sizeof *bare; i++) {
        snprintf(text_in_quotes, sizeof text_in_quotes, "%s}", bare[i]);
        result_is("--format=json", bare[i], text_in_quotes);
    }
    for (size_t i = 0; i < sizeof quoted / sizeof *quoted; i++) {
        snprintf(text_in_quotes, sizeof text_in_quotes, "\"%s\"}", quoted[i]);
        result_is("--format=json", quoted[i], text_in_quotes);
    }
}
END_TEST

START_TEST(what_would_break_a_record_is_escaped)
{
    result_is("--format=json", "a\"b\\c\nd\te\x01\x1f",
              "\"a\\\"b\\\\c\\u000ad\\u0009e\\u0001\\u001f\"}");
    result_is("--format=json", "gr\xc3\xbc\xc3\x9f", "\"gr\xc3\xbc\xc3\x9f\"}");
    result_is("--format=csv", "plain text; 'x'", "plain text; 'x'");
    result_is("--format=csv", "a,b", "\"a,b\"");
    result_is("--format=csv", "say \"hi\"", "\"say \"\"hi\"\"\"");
    result_is("--format=csv", "two\nlines\r", "\"two\nlines\r\"");
}
END_TEST

START_TEST(sixty_four_columns_fit_and_one_more_is_an_error)
{
    /* program, records, text, elapsed_ns, count and result are six of them */
    struct captured c = RUN("fields", "--format=csv", "-r58", NULL);
    ck_assert_int_eq(c.code, 0);
    c = RUN("fields", "--format=csv", "-r59", NULL);
    ck_assert_int_eq(c.code, 1);
    ck_assert_str_eq(c.err, "prog: report: more than 64 fields\n");
    c = RUN("fields", "--format=csv", "-r1000", NULL);
    ck_assert_int_eq(c.code, 1);
}
END_TEST

int main(int argc, char **argv)
{
    if (part())
        return play(argc, argv);
    return run_tests("report",
                     text_is_for_people_and_quiet_leaves_out_the_items,
                     csv_is_a_header_and_a_row_and_nothing_else,
                     json_is_one_object_on_one_line, csvs_header_comes_once,
                     json_values_stand_bare_where_they_are_json_and_quoted_else,
                     what_would_break_a_record_is_escaped,
                     sixty_four_columns_fit_and_one_more_is_an_error, NULL);
}
