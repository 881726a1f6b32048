#include "few_scene.h"

#include <check.h>

#include "mp/shared.h"

struct few *s;

void new_scene(size_t capacity, int flags)
{
    s = mp_value(sizeof *s);
    ck_assert_ptr_nonnull(s);
    s->q = mp_queue_create(capacity, sizeof(long), flags);
    ck_assert_ptr_nonnull(s->q);
}

void end_scene(void)
{
    mp_queue_destroy(s->q);
    mp_array_free(s);
}

int try_put(long item)
{
    return mp_queue_put_timed(s->q, &item, sizeof item, 0);
}

int try_get(long *item)
{
    return mp_queue_get_timed(s->q, item, sizeof *item, 0);
}

int index_of[CHILDREN] = {0, 1, 2};

int put_one(void *index)
{
    int i = *(int *)index;

    s->error[i] = mp_queue_put(s->q, &s->item[i], sizeof(long));
    return 0;
}

int get_one(void *index)
{
    int i = *(int *)index;

    s->error[i] = mp_queue_get(s->q, &s->item[i], sizeof(long));
    return 0;
}

int put_on(void *index)
{
    int i = *(int *)index;

    for (long x = 1; !(s->error[i] = mp_queue_put(s->q, &x, sizeof x)); x++)
        s->put[i] = x;
    return 0;
}

int get_on(void *index)
{
    long x;

    while (!(s->error[*(int *)index] = mp_queue_get(s->q, &x, sizeof x)))
        ;
    return 0;
}
