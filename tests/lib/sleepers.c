#include "sleepers.h"

#include <check.h>
#include <sched.h>

#include "killer.h"
#include "mp/clock.h"

struct mp_process start(mp_process_fn *fn, void *arg)
{
    struct mp_process p = mp_process(fn, arg);

    ck_assert_int_eq(mp_process_start(&p), 0);
    return p;
}

struct mp_process start_asleep(mp_process_fn *fn, void *arg)
{
    struct mp_process p = start(fn, arg);

    killer_await_sleep(p.pid);
    return p;
}

void ends(struct mp_process *p)
{
    ck_assert_int_eq(mp_process_join_timed(p, MP_S(20)), 0);
    ck_assert_int_eq(p->exitcode, 0);
}

void dies(struct mp_process *p)
{
    ck_assert_int_eq(mp_process_kill(p), 0);
    ck_assert_int_eq(mp_process_join(p), 0);
    ck_assert_int_eq(p->exitcode, -9);
}

void raise_flag(atomic_int *flag)
{
    atomic_store_explicit(flag, 1, memory_order_release); /* await_flag */
}

void await_flag(atomic_int *flag)
{
    while (!atomic_load_explicit(flag, memory_order_acquire)) /* raise_flag */
        sched_yield();
}
