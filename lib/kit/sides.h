/* sides.h - two sides of a measured transfer, each in a process on its own CPU.
 *
 *     struct sides job = {{send, receive}, n, 2, SIDES_APART};
 *     int64_t ns = sides_run(&job);
 *
 * Even members of the team are side 0, odd ones side 1.
 */
#ifndef KIT_SIDES_H
#define KIT_SIDES_H

#include <stdint.h>

enum sides_where {
    SIDES_APART,   /* side 0 on the first CPU, side 1 on the second */
    SIDES_TOGETHER /* wherever the caller may run: pin it, or do not */
};

struct sides {
    void (*side[2])(long n);
    long n; /* operations in all, dealt out evenly to each side's members */
    int members; /* two, or more */
    enum sides_where where;
};

/* Run them to the end; the time from the common start to the last finish, in
 * ns. Dies where they cannot be started, or one fails. */
int64_t sides_run(const struct sides *job);

/* Dies where an item is not the one that is due. */
void sides_expect(uint64_t got, uint64_t due);

#endif
