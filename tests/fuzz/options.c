/* options.c - any command line at all: values within their ranges, or one line
 * and exit code 2.
 *
 * The input's lines are the arguments. opts.c is taken in whole, since a program
 * parses once and this one parses again and again: it has to forget what it saw.
 */
#include "kit/opts.c"

#include <setjmp.h>
#include <stdarg.h>

#include "fuzz.h"
#include "fuzz_memory.h"

const char program_doc[] = "claim\vthe rest";

static char printed[4096]; /* stdio's own buffer would be freed with the rest */
static jmp_buf left;       /* by exit: its code plus 1 */

_Noreturn void __wrap_exit(int code);
_Noreturn void __real_exit(int code);
_Noreturn void __wrap_die_usage(const char *format, ...);

void __wrap_exit(int code)
{
    if (!recording) /* the fuzzer's own */
        __real_exit(code);
    longjmp(left, code + 1);
}

void __wrap_die_usage(const char *format, ...)
{
    char line[1024];
    va_list args;

    va_start(args, format);
    int n = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    must(n > 0 && n < 200, "the refusal is no line of some words");
    for (const char *c = line; *c; c++)
        must((unsigned char)*c >= ' ' && *c != 127, "a refusal not to print");
    longjmp(left, 2 + 1);
}

static const char *const colours[] = {"red", "green", "blue", NULL};
static long n, offset;
static int64_t time_ns, window;
static bool flag;
static const char *word;
static int colour;
static const struct opt options[] = {
    OPT_LONG('n', "numbers", "N", &n, 0, 1000000, "from 0"),
    OPT_LONG('o', "offset", "N", &offset, INT64_MIN, INT64_MAX, "any"),
    OPT_TIME('t', "time", "TIME", &time_ns, 0, MP_S(3600), "up to an hour"),
    OPT_TIME_PRESET(0, "window", "[TIME]", &window, 1, MP_S(1), 5, "or not"),
    OPT_FLAG('f', "flag", &flag, "yes"),
    OPT_TEXT('w', "word", "WORD", &word, "any text"),
    OPT_WORD('c', "colour", "NAME", &colour, colours, "one of three"),
    OPT_END};

/* The same number, read by a second reader that is too simple to be wrong. */
static void look_at_number(const char *text)
{
    int64_t value = 0;
    int bad = opts_number(&options[1], text, &value);
    bool minus = *text == '-';
    const char *d = text + minus;
    __int128 sum = 0;

    for (; *d >= '0' && *d <= '9'; d++)
        if (sum < (__int128)1 << 80)
            sum = sum * 10 + (*d - '0');
    sum = minus ? -sum : sum;
    if (d == text + minus || *d)
        must(bad == EINVAL, "no number, but not refused as such");
    else if (sum < INT64_MIN || sum > INT64_MAX)
        must(bad == ERANGE, "beyond 64 bits, but not refused as such");
    else
        must(bad == 0 && value == sum, "another number");
}

static int run(int argc, char **argv)
{
    int code = setjmp(left);

    if (code == 0)
        opts_parse(argc, argv, options);
    return code - 1; /* -1: it returned */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { ARGS = 16 };
    char *text = text_of(data, size), *rest = text, *argv[ARGS + 2] = {"prog"};
    int argc = 1;

    for (char *arg; argc < ARGS && (arg = strsep(&rest, "\n"));) {
        look_at_number(arg);
        argv[argc++] = arg;
    }
    n = offset = time_ns = window = colour = report_format = 0;
    memset(seen, 0, sizeof seen);
    word = "preset";
    setvbuf(stdout, printed, _IOFBF, sizeof printed);
    /* as --help does, whose copy would be freed with the rest */
    setenv("ARGP_HELP_FMT", "no-dup-args-note", 0);
    memory_begin();
    int code = run(argc, argv);
    memory_end();
    must(code == -1 || code == 0 || code == 2, "another exit code");
    must(n >= 0 && n <= 1000000, "a number out of its range");
    must(time_ns >= 0 && time_ns <= MP_S(3600), "a time out of its range");
    must(window >= 0 && window <= MP_S(1), "a preset out of its range");
    must(colour >= 0 && colour < 3, "a word that is not in the list");
    must(word && *word, "an empty text");
    free(text);
    return 0;
}
