/* report.h - what a program says to a script: one record.
 *
 *     report_field("lost", "%ld", lost);             one more column
 *     report(elapsed_ns, count, "%ld", balance);     the record, at the end
 *
 * --format=csv prints a header and a row, json an object a line: program, every
 * option by its long name, the fields, elapsed_ns (the program's own measured
 * time), count (how many things it did) and result. With text (the default)
 * nothing is printed. A value that is a plain JSON number, true, false, null or
 * a flat list of numbers stands bare in JSON; all else is quoted. A program
 * that measures several things calls report once for each; CSV's header comes
 * once.
 */
#ifndef KIT_REPORT_H
#define KIT_REPORT_H

#include <stdint.h>

/* One more column of the next record; all options and fields together: 64. */
void report_field(const char *name, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The record. Call it in text format too: it also checks that stdout took all
 * that was printed, and dies when it did not. */
void report(int64_t elapsed_ns, int64_t count, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
