#include "trial.h"

#include <errno.h>
#include <limits.h>
#include <math.h>

#include "kit/die.h"
#include "mp/mp.h"

/* Shared by the workers. What each of them writes has a line of its own. */
struct board {
    alignas(64) volatile _Atomic long balance;
    alignas(64) atomic_bool stop;
    alignas(64) atomic_uint begun;
    struct {
        alignas(64) long done;
    } of[FIX_WORKERS];
};

struct run {
    const struct fix *fix;
    struct board *board;
    int64_t time;
    struct fix_worker worker; /* as each of them begins */
};

/* A process of its own: who works does not look at the clock. */
static int keep_time(void *arg)
{
    const struct run *run = arg;
    struct board *b = run->board;

    /* Relaxed, here and below: begun and stop publish nothing. */
    while (!atomic_load_explicit(&b->begun, memory_order_relaxed))
        mp_futex_wait(&b->begun, 0, MP_FUTEX_SLICE);
    delay_sleep(run->time);
    atomic_store_explicit(&b->stop, true, memory_order_relaxed);
    return 0;
}

static int work(int index, void *arg)
{
    struct run *run = arg; /* this process's copy */
    struct board *b = run->board;

    run->worker.index = index;
    if (index == 0) {
        atomic_store_explicit(&b->begun, 1, memory_order_relaxed);
        mp_futex_wake(&b->begun, 1);
    }
    run->fix->work(&run->worker);
    b->of[index].done = run->worker.done;
    return 0;
}

static struct trial sum_up(const struct board *b, int workers, int64_t ns)
{
    struct trial t = {.ns = ns, .least = LONG_MAX};

    for (int i = 0; i < workers; i++) {
        long done = b->of[i].done;
        t.counted += done;
        t.least = done < t.least ? done : t.least;
        t.most = done > t.most ? done : t.most;
    }
    t.balance = atomic_load_explicit(&b->balance, memory_order_relaxed);
    return t;
}

struct trial trial_run(const struct fix *fix, int workers, int64_t time,
                       long updates, int64_t window)
{
    struct board *b = check_new(mp_value(sizeof *b), "shared memory");
    void *shared = check_new(mp_value(fix->size + 1), "shared memory");
    struct mp_team team;
    struct run run = {.fix = fix,
                      .board = b,
                      .time = time,
                      .worker = {.balance = &b->balance,
                                 .shared = shared,
                                 .workers = workers,
                                 .window = window,
                                 .limit = updates ? updates : LONG_MAX,
                                 .stop = &b->stop}};
    struct mp_process keeper = mp_process(keep_time, &run);

    delay_spin(0); /* measures how fast it turns, once and not in each worker */
    check(fix->open ? fix->open(&run.worker) : 0, fix->name);
    if (!updates)
        check(mp_process_start(&keeper), "time keeper");
    int error = mp_team_run(MP_PROCESSES, workers, work, &run, &team);
    if (error == ECHILD)
        die("%s: worker %d ended with %d", fix->name, team.failed, team.code);
    check(error, fix->name);
    if (!updates)
        check(mp_process_join(&keeper), "time keeper");
    check(fix->close ? fix->close(&run.worker) : 0, fix->name);
    struct trial trial = sum_up(b, workers, team.elapsed_ns);
    mp_array_free(shared);
    mp_array_free(b);
    return trial;
}

double trial_price(const struct trial *trial)
{
    return trial->counted ? (double)trial->ns / (double)trial->counted : NAN;
}

double trial_lost(const struct trial *trial)
{
    if (trial->balance == trial->counted)
        return 0;
    return 1 - (double)trial->balance / (double)trial->counted;
}
