/* block.h - what one operation takes, for programs that time one thing.
 *
 *     static int64_t copies(long count);     does it count times, returns ns
 *     double ns = block_each(copies, &count);
 *
 * The count is doubled until a block takes 2 ms, long against the clock's own
 * error; what ran until then has warmed up. Then three blocks, and the median of
 * them: a hiccup, in them or while doubling, does not decide.
 * (measure.h does more: two things side by side, in rounds.)
 */
#ifndef KIT_BLOCK_H
#define KIT_BLOCK_H

#include <stdint.h>

enum { BLOCKS = 3 };

/* Do it count times, return what that took in ns. Dies on an error. */
typedef int64_t block_fn(long count);

/* ns per operation. The operations in a block go to *count. */
double block_each(block_fn *fn, long *count);

#endif
