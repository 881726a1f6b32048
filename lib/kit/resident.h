/* resident.h - how much memory this process holds right now. */
#ifndef KIT_RESIDENT_H
#define KIT_RESIDENT_H

#include <stdint.h>

/* In KiB, counted page by page by the kernel (smaps_rollup's Rss; the quicker
 * /proc/self/statm may be off by some hundred). -1: the kernel does not tell.
 */
int64_t resident_kib(void);

#endif
