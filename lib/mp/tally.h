/* tally.h - the caller's books during a map: which items failed, and which
 * pieces of it are still to be run. Internal to libmp.
 *
 * Out of memory is noted and not returned, so that a map in progress can be
 * brought to its end first.
 */
#ifndef MP_TALLY_H
#define MP_TALLY_H

#include <stdbool.h>
#include <stddef.h>

#include "mp/pool.h"

/* Items first..end-1, to be handed out so many at once. */
struct mp_piece {
    size_t first, end, chunk;
};

struct mp_tally {
    struct mp_map_error *errors;
    size_t failed, error_room;
    struct mp_piece *todo;
    size_t pieces, piece_room;
    bool out_of_memory; /* some of both are missing */
};

/* Enter an item that has no result. */
void mp_tally_fail(struct mp_tally *t, struct mp_map_error error);

/* Enter a piece that is to be run; an empty one is no piece. */
void mp_tally_add(struct mp_tally *t, struct mp_piece piece);

/* Take the piece that was entered last. false: there is none. */
bool mp_tally_next(struct mp_tally *t, struct mp_piece *piece);

/* Bring the errors into the order of their items. */
void mp_tally_sort(struct mp_tally *t);

void mp_tally_free(struct mp_tally *t);

#endif
