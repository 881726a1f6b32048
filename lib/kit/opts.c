#include "kit/opts.h"

#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kit/die.h"
#include "kit/opts_value.h"
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
    {"help", 'h', NULL, 0, "what this shows, and what to try", -1},
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

static int key_of(const struct opt *opt, int i)
{
    return opt->key ? opt->key : KEY_BASE + i;
}

/* argp's own --help is silent under ARGP_NO_ERRS. Its note on the arguments of
 * short options, three lines that say nothing of the program, is left out. */
static _Noreturn void inform(int key, const struct argp_state *state)
{
    setenv("ARGP_HELP_FMT", "no-dup-args-note", 0);
    if (key == 'V')
        printf("%s (mpbench) %s\n", state->name, MP_VERSION);
    else
        argp_help(state->root_argp, stdout,
                  key == 'h' ? ARGP_HELP_STD_HELP : ARGP_HELP_USAGE,
                  state->name);
    if (fflush(stdout) || ferror(stdout))
        check(errno ? errno : EIO, "stdout");
    exit(0);
}

/* The option that a letter or the beginning of a long name stands for. */
static const struct opt *find(int letter, const char *name, size_t length)
{
    const struct opt *lists[] = {table, common};

    for (int l = 0; l < 2; l++)
        for (const struct opt *o = lists[l]; o && o->type; o++)
            if (name ? length > 0 && !strncmp(o->name, name, length)
                     : o->key == letter)
                return o;
    return NULL;
}

/* The first letter of "-qZn" that is no option, or the last; NULL where it is
 * not of that form. What follows an option with a value is the value. */
static const char *bad_letter(const char *text)
{
    if (text[0] != '-' || text[1] == '-' || !text[1])
        return NULL;
    for (text++; text[1]; text++) {
        const struct opt *o = find((unsigned char)*text, NULL, 0);
        if (!o || o->arg)
            break;
    }
    return text;
}

/* argp's own message takes two lines; name the offender in one instead. */
static _Noreturn void refuse(const char *text)
{
    const char *letter = bad_letter(text), *name = text + 2;
    size_t length = letter ? 0 : strcspn(name, "=");
    const struct opt *o =
        letter ? find((unsigned char)*letter, NULL, 0) : find(0, name, length);

    if (o && !letter && name[length] && !o->arg)
        die_usage("--%s takes no value: '%s'", o->name, opts_printable(text));
    if (o && o->arg && (letter || !name[length]))
        die_usage("--%s: the value is missing", o->name);
    die_usage("unknown option '%s'; see --help", opts_printable(text));
}

/* The parser has passed the offender, if that is not in the midst of letters.
 */
static _Noreturn void find_and_refuse(const struct argp_state *state)
{
    const char *next = state->argv[state->next];
    const char *letter = next ? bad_letter(next) : NULL;

    refuse(letter && letter[1] && !find((unsigned char)*letter, NULL, 0)
               ? next
               : state->argv[state->next - 1]);
}

static void set(const struct opt *opt, bool *given, const char *text)
{
    if (*given)
        die_usage("--%s is given twice", opt->name);
    *given = true;
    opts_set(opt, text);
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    for (int i = 0; table && table[i].type; i++)
        if (key == key_of(&table[i], i)) {
            set(&table[i], &seen[i], text);
            return 0;
        }
    for (int i = 0; common[i].type; i++)
        if (key == common[i].key) {
            set(&common[i], &seen[TABLE + i], text);
            return 0;
        }
    if (key == 'h' || key == KEY_USAGE || key == 'V')
        inform(key, state);
    if (key == ARGP_KEY_ARG)
        die_usage("unexpected argument '%s'", opts_printable(text));
    if (key == ARGP_KEY_ERROR)
        find_and_refuse(state);
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
    to->doc = opts_help(opt);
    to->group = group;
}

/* Where stdin, stdout or stderr is closed, the next descriptor would take its
 * place, and what is printed would go into a pool's pipe. This one holds the
 * place and, like a closed one, can neither be read nor written (EBADF). */
static void hold_closed_streams(void)
{
    int fd;

    do
        fd = open("/", O_PATH);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd > STDERR_FILENO)
        close(fd);
}

void opts_parse(int argc, char **argv, const struct opt *options)
{
    static struct argp_option list[TABLE + 6]; /* once a program */
    struct argp argp = {.options = list, .parser = parse, .doc = program_doc};
    int n = 0;

    hold_closed_streams();
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
    int error =
        argp_parse(&argp, argc, argv, ARGP_NO_ERRS | ARGP_NO_HELP, NULL, NULL);
    check(error, "options"); /* no memory: bad input has ended the program */
}
