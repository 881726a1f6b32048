/* pin.h - on which CPUs a measurement runs, and how far apart they are.
 *
 * A round trip between two processes on one core takes a third of one between
 * two cores; on a virtual machine two CPUs may be two threads of one core in
 * this minute and two cores in the next. So measuring programs pin both sides,
 * and measure the bare distance around every block.
 */
#ifndef KIT_PIN_H
#define KIT_PIN_H

#include <stdbool.h>

/* The first CPU of this process's affinity mask, and the second; the second is
 * the first where there is only one. As they were at the program's first call
 * of any function here, whatever has been pinned since. */
int pin_first(void);
int pin_second(void);

/* The n-th of them, from 0; -1 past the last. */
int pin_nth(int n);

/* Run the calling thread, and what it starts from now on, on this CPU only.
 * Dies when the kernel refuses. */
void pin_to(int cpu);

/* Undo: all the CPUs of the mask again. */
void pin_release(void);

/* The time one cache line takes to another CPU and back, in ns: two threads
 * pass a number to and fro in one word, each on its own CPU; the least of 5
 * blocks of 2000 passes. About 230 on two cores of a socket, 20 to 80 on two
 * threads of one core. 0 where there is only one CPU. Takes a few milliseconds,
 * and ends with pin_release. */
double pin_distance(void);

/* The same between any two CPUs of the mask; 0 where they are one. */
double pin_distance_between(int first, int second);

/* What a distance means: the threshold between the two is 120 ns. Siblings were
 * seen at 20 to 80 ns, separate cores at 190 to 400, nothing in between. */
enum pin_placement { PIN_ONE_CPU, PIN_SIBLINGS, PIN_APART };
enum pin_placement pin_placement(double distance);

/* "one CPU", "siblings", "apart" */
const char *pin_placement_name(enum pin_placement placement);

#endif
