/* keep.h - make the compiler compute a value that nobody uses.
 *
 * A loop whose result is not used is removed at -O2, and then the program times
 * nothing. keep(x) tells the compiler that x is read here; it costs no
 * instruction but those that compute x. (The way of Google Benchmark's
 * DoNotOptimize.)
 */
#ifndef KIT_KEEP_H
#define KIT_KEEP_H

#define keep(x) __asm__ volatile("" : : "r"(x))

#endif
