#include "kit/report.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/die.h"
#include "kit/opts.h"
#include "kit/say.h"

enum { FIELDS = 64, VALUE = 256 };

static struct field {
    const char *name;
    char *value;
} fields[FIELDS];
static int count_fields;

static char *format_text(const char *format, va_list args)
{
    char *text;

    if (vasprintf(&text, format, args) < 0)
        die("report: out of memory");
    return text;
}

static void add_field(const char *name, char *value)
{
    if (count_fields == FIELDS)
        die("report: more than %d fields", FIELDS);
    fields[count_fields++] = (struct field){name, value};
}

void report_field(const char *name, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    add_field(name, format_text(format, args));
    va_end(args);
}

static char *option_value(const struct opt *o)
{
    char text[VALUE];

    switch (o->type) {
    case OPT_TYPE_LONG:
        snprintf(text, sizeof text, "%ld", *(long *)o->value);
        break;
    case OPT_TYPE_TIME:
        snprintf(text, sizeof text, "%" PRId64, *(int64_t *)o->value);
        break;
    case OPT_TYPE_FLAG:
        strcpy(text, *(bool *)o->value ? "true" : "false");
        break;
    case OPT_TYPE_WORD:
        return strdup(o->words[*(int *)o->value]);
    default:
        return strdup(*(const char **)o->value ? *(const char **)o->value : "");
    }
    return strdup(text);
}

/* A number as JSON has it, a list of such, or true, false, null. */
static bool is_number(const char *s, const char *end)
{
    const char *digits = s + (*s == '-');
    size_t whole = strspn(digits, "0123456789");

    if (whole == 0 || (whole > 1 && *digits == '0'))
        return false;
    s = digits + whole;
    if (*s == '.') {
        size_t fraction = strspn(s + 1, "0123456789");
        if (fraction == 0)
            return false;
        s += 1 + fraction;
    }
    return s == end;
}

static bool is_list(const char *s)
{
    size_t length = strlen(s);

    if (length < 2 || s[0] != '[' || s[length - 1] != ']')
        return false;
    const char *end = s + length - 1;
    if (++s == end)
        return true;
    for (;;) {
        const char *comma = memchr(s, ',', (size_t)(end - s));
        if (!is_number(s, comma ? comma : end))
            return false;
        if (!comma)
            return true;
        s = comma + 1 + (comma[1] == ' ');
    }
}

static bool is_json(const char *s)
{
    return is_number(s, s + strlen(s)) || is_list(s) || !strcmp(s, "true") ||
           !strcmp(s, "false") || !strcmp(s, "null");
}

static void print_json_string(const char *s)
{
    putchar('"');
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c < 0x20)
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void print_json(void)
{
    for (int i = 0; i < count_fields; i++) {
        printf(i ? ", \"%s\": " : "{\"%s\": ", fields[i].name);
        if (is_json(fields[i].value))
            fputs(fields[i].value, stdout);
        else
            print_json_string(fields[i].value);
    }
    puts("}");
}

/* RFC 4180: quoted where it must be, quotes doubled. */
static void print_csv_value(const char *s)
{
    if (!s[strcspn(s, ",\"\r\n")]) {
        fputs(s, stdout);
        return;
    }
    putchar('"');
    for (; *s; s++) {
        if (*s == '"')
            putchar('"');
        putchar(*s);
    }
    putchar('"');
}

static void print_csv(void)
{
    static bool header_done;

    for (int i = 0; i < count_fields && !header_done; i++)
        printf(i ? ",%s" : "%s", fields[i].name);
    if (!header_done)
        putchar('\n');
    header_done = true;
    for (int i = 0; i < count_fields; i++) {
        if (i)
            putchar(',');
        print_csv_value(fields[i].value);
    }
    putchar('\n');
}

/* Program and options come first in a record, whatever order the calls had. */
static void add_head(void)
{
    struct field own[FIELDS];
    int n = count_fields;

    memcpy(own, fields, sizeof own);
    count_fields = 0;
    add_field("program", strdup(program_invocation_short_name));
    for (const struct opt *o = opts_table(); o && o->type; o++)
        add_field(o->name, option_value(o));
    for (int i = 0; i < n; i++)
        add_field(own[i].name, own[i].value);
}

void report(int64_t elapsed_ns, int64_t count, const char *format, ...)
{
    va_list args;

    if (report_format != REPORT_TEXT) {
        add_head();
        report_field("elapsed_ns", "%" PRId64, elapsed_ns);
        report_field("count", "%" PRId64, count);
        va_start(args, format);
        add_field("result", format_text(format, args));
        va_end(args);
        if (report_format == REPORT_JSON)
            print_json();
        else
            print_csv();
    }
    while (count_fields > 0)
        free(fields[--count_fields].value);
    if (fflush(stdout) || ferror(stdout))
        check(errno ? errno : EIO, "stdout");
}
