#include "mp/tally.h"

#include <stdlib.h>

/* Room for one more in an array that holds length items of size bytes. */
static void *with_room(void *array, size_t length, size_t *room, size_t size)
{
    size_t more = *room > 0 ? 2 * *room : 16;
    void *larger;

    if (length < *room)
        return array;
    larger = reallocarray(array, more, size);
    if (larger)
        *room = more;
    return larger;
}

void mp_tally_fail(struct mp_tally *t, struct mp_map_error error)
{
    struct mp_map_error *errors =
        with_room(t->errors, t->failed, &t->error_room, sizeof *t->errors);

    if (!errors) {
        t->out_of_memory = true;
        return;
    }
    t->errors = errors;
    t->errors[t->failed++] = error;
}

void mp_tally_add(struct mp_tally *t, struct mp_piece piece)
{
    struct mp_piece *todo;

    if (piece.first >= piece.end)
        return;
    todo = with_room(t->todo, t->pieces, &t->piece_room, sizeof *t->todo);
    if (!todo) {
        t->out_of_memory = true;
        return;
    }
    t->todo = todo;
    t->todo[t->pieces++] = piece;
}

bool mp_tally_next(struct mp_tally *t, struct mp_piece *piece)
{
    if (t->pieces == 0)
        return false;
    *piece = t->todo[--t->pieces];
    return true;
}

static int by_index(const void *a, const void *b)
{
    size_t x = ((const struct mp_map_error *)a)->index;
    size_t y = ((const struct mp_map_error *)b)->index;

    return (x > y) - (x < y);
}

void mp_tally_sort(struct mp_tally *t)
{
    if (t->failed > 1)
        qsort(t->errors, t->failed, sizeof *t->errors, by_index);
}

void mp_tally_free(struct mp_tally *t)
{
    free(t->errors);
    free(t->todo);
}
