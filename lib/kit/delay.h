/* delay.h - let time pass: a window between two steps, the cost of a task.
 */
#ifndef KIT_DELAY_H
#define KIT_DELAY_H

#include <stdint.h>

/* Compute for about ns nanoseconds: keeps the CPU. Where reading the clock
 * would take a good part of that it counts loop turns, at a rate measured at
 * the first call (0.3 ms). Children inherit it: call it with 0 before they
 * start. */
void delay_spin(int64_t ns);

/* Sleep for at least ns nanoseconds, whatever signals come: gives up the CPU.
 */
void delay_sleep(int64_t ns);

/* What may stand between reading a balance and writing it back. */
#define DELAY_NONE  INT64_C(0)  /* nothing */
#define DELAY_YIELD INT64_C(-1) /* sched_yield: another may run */
#define DELAY_SLEEP INT64_C(-2) /* some 60 us of sleep: another does run */

/* none, yield, sleep, or a duration such as 200ns or 5us, up to 1s: to window.
 * 0, EINVAL (neither), ERANGE (too long). */
int delay_parse(const char *text, int64_t *window);

/* Let the window pass: nothing, a yield, a sleep, or delay_spin. */
void delay_window(int64_t window);

/* "none", "yield", "200ns": static buffer. */
const char *delay_name(int64_t window);

#endif
