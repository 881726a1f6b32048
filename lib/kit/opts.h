/* opts.h - a program's command line, as one table.
 *
 *     static long n = 10;
 *     static const struct opt options[] = {
 *         OPT_LONG('n', "numbers", "N", &n, 1, 1000000, "square 0..N-1"),
 *         OPT_END};
 *
 *     int main(int argc, char **argv)
 *     {
 *         opts_parse(argc, argv, options);
 *
 * Every program also gets -q/--quiet, --format=text|csv|json, --help, --usage
 * and --version. --help begins with the program's own header comment, which the
 * build hands over as program_doc, and states the range of each number. argp
 * (glibc) does the work.
 *
 * Bad input ends the program at once: one line that names the option and the
 * text, exit code 2. Numbers are plain decimal digits: no sign but a leading
 * minus where the range allows it, no space, no exponent, no octal or hex.
 */
#ifndef KIT_OPTS_H
#define KIT_OPTS_H

#include <stdbool.h>
#include <stdint.h>

enum opt_type {
    OPT_TYPE_END,
    OPT_TYPE_LONG, /* a whole number within a range */
    OPT_TYPE_TIME, /* a duration: digits with ns, us, ms or s; to ns */
    OPT_TYPE_FLAG, /* no value: sets a bool */
    OPT_TYPE_TEXT, /* any text that is not empty */
    OPT_TYPE_WORD  /* one of a list of words; stores its place in the list */
};

struct opt {
    enum opt_type type;
    int key;          /* short option's letter, or 0 */
    const char *name; /* long option */
    const char *arg;  /* what --help calls the value; in brackets, "[TIME]": the
                         value may be left out, and is then preset */
    void *value;      /* long, int64_t, bool, const char * or int */
    int64_t min, max; /* of a number or a duration, both allowed */
    int64_t preset;   /* the value of an option given without one */
    const char *const *words; /* of a WORD, ended by NULL */
    const char *help;
};

#define OPT_LONG(key, name, arg, value, min, max, help)            \
    {                                                              \
        OPT_TYPE_LONG, key, name, arg, value, min, max, 0, 0, help \
    }
#define OPT_TIME(key, name, arg, value, min, max, help)            \
    {                                                              \
        OPT_TYPE_TIME, key, name, arg, value, min, max, 0, 0, help \
    }
#define OPT_TIME_PRESET(key, name, arg, value, min, max, preset, help)  \
    {                                                                   \
        OPT_TYPE_TIME, key, name, arg, value, min, max, preset, 0, help \
    }
#define OPT_FLAG(key, name, value, help)                     \
    {                                                        \
        OPT_TYPE_FLAG, key, name, 0, value, 0, 0, 0, 0, help \
    }
#define OPT_TEXT(key, name, arg, value, help)                  \
    {                                                          \
        OPT_TYPE_TEXT, key, name, arg, value, 0, 0, 0, 0, help \
    }
#define OPT_WORD(key, name, arg, value, words, help)               \
    {                                                              \
        OPT_TYPE_WORD, key, name, arg, value, 0, 0, 0, words, help \
    }
#define OPT_END                                 \
    {                                           \
        OPT_TYPE_END, 0, 0, 0, 0, 0, 0, 0, 0, 0 \
    }

/* Parse argv into the values. Returns only when all is good; options may be
 * NULL. Call it once, first thing in main. */
void opts_parse(int argc, char **argv, const struct opt *options);

/* Was this option (its long name) given on the command line? */
bool opts_given(const char *name);

/* The table that was parsed, for report.c: every record carries the options. */
const struct opt *opts_table(void);

/* Parse a number or a duration by an option's rules. 0, or EINVAL (not a
 * number), ERANGE (outside min..max). Prints nothing. */
int opts_number(const struct opt *opt, const char *text, int64_t *value);

/* Bad text as one printable line, cut if it is long: for a message that names
 * it. Static buffer. */
const char *opts_printable(const char *text);

/* The program's header comment, made into text by the build (help.awk). */
extern const char program_doc[];

#endif
