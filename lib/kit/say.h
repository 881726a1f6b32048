/* say.h - what a program says to people.
 *
 *     say("PID %d is processing input %d\n", pid, x);    a line per item
 *     result("end balance: %ld\n", balance);             the result
 *
 * --format=text (the default) prints both; -q leaves out say. In csv and json
 * neither is printed: one record stands for them (report.h).
 */
#ifndef KIT_SAY_H
#define KIT_SAY_H

#include <stdbool.h>
#include <stdint.h>

enum report_format { REPORT_TEXT, REPORT_CSV, REPORT_JSON };

extern bool report_quiet;                /* set by opts_parse */
extern enum report_format report_format; /* set by opts_parse */

/* A line per item. One write a line: lines of several processes do not mix. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A line, or a part of one, of the result. */
void result(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* How far it is, where somebody looks: on a terminal, a line on stderr that the
 * next call writes over; NULL takes it away. Elsewhere, and with -q, nothing. */
void progress(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "[0, 1, 4]" of n longs: Python's way to print a list. Static buffer, grown as
 * needed, valid until the next call. */
const char *report_list(const long *values, long n);

/* h:mm:ss.uuuuuu, as Python prints a timedelta. Static buffer. */
const char *report_duration(int64_t ns);

#endif
