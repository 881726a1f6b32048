#include "hold_scene.h"

#include <check.h>

#include "mp/shared.h"

struct held_lock *h;

void new_lock(void)
{
    h = mp_value(sizeof *h);
    ck_assert_ptr_nonnull(h);
    ck_assert_int_eq(mp_lock_init(&h->lock), 0);
}

void end_lock(void)
{
    ck_assert_int_eq(mp_lock_acquire_timed(&h->lock, 0), 0);
    ck_assert_int_eq(mp_lock_release(&h->lock), 0);
    mp_lock_destroy(&h->lock);
    mp_array_free(h);
}

int hold(void *unused)
{
    (void)unused;
    if (mp_lock_acquire(&h->lock))
        return 1;
    raise_flag(&h->held);
    await_flag(&h->let_go);
    return mp_lock_release(&h->lock);
}

struct mp_process start_holder(void)
{
    struct mp_process holder = start(hold, NULL);

    await_flag(&h->held);
    return holder;
}

void end_holder(struct mp_process *holder)
{
    raise_flag(&h->let_go);
    ends(holder);
}
