/* tries.h - each module used once, as it would be, while things run out.
 */
#ifndef TRIES_H
#define TRIES_H

#include <stddef.h>

/* Each returns 0, or the error that the library gave; all that is not about
 * running out must be right. */
enum { TRIES = 6 };
extern int (*const tries[TRIES])(void);

/* They use more memory by this factor. */
extern size_t larger;

struct holdings {
    int descriptors, mappings;
};
struct holdings what_is_held(void);

/* No child, and no more than before. */
void nothing_is_left(struct holdings before);

#endif
