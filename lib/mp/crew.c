#include "mp/crew.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "mp/futex.h"
#include "mp/worker.h"

int mp_crew_create(struct mp_crew *crew, struct mp_arena *arena,
                   struct mp_board *board, int size)
{
    crew->board = board;
    crew->size = size;
    crew->living = 0;
    crew->member = calloc((size_t)size, sizeof *crew->member);
    if (!crew->member)
        return ENOMEM;
    for (int i = 0; i < size; i++) {
        crew->member[i].arena = arena;
        crew->member[i].board = board;
        crew->member[i].index = i;
    }
    return 0;
}

void mp_crew_destroy(struct mp_crew *crew)
{
    free(crew->member);
}

int mp_crew_hire(struct mp_crew *crew, int i)
{
    struct mp_member *m = &crew->member[i];
    int error;

    /* Relaxed: the fork comes between this and the worker. */
    atomic_store_explicit(&crew->board->place[i].progress, MP_NOTHING,
                          memory_order_relaxed);
    m->process = mp_process(mp_worker_run, m);
    m->last_failed = MP_NOTHING;
    error = mp_process_start(&m->process);
    if (error)
        return error;
    atomic_store_explicit(&m->pid, m->process.pid, memory_order_relaxed);
    crew->living++;
    return 0;
}

bool mp_crew_has(const struct mp_crew *crew, int i)
{
    return atomic_load_explicit(&crew->member[i].pid, memory_order_relaxed) !=
           0;
}

static void leave_place(struct mp_crew *crew, int i)
{
    atomic_store_explicit(&crew->member[i].pid, 0, memory_order_relaxed);
    crew->living--;
}

bool mp_crew_ended(struct mp_crew *crew, int i)
{
    struct mp_member *m = &crew->member[i];

    if (!mp_crew_has(crew, i) || mp_process_join_timed(&m->process, 0) != 0)
        return false;
    leave_place(crew, i);
    return true;
}

bool mp_crew_may_have_ended(void)
{
    siginfo_t info = {0};

    /* WNOWAIT: what has ended may be the caller's own child; it stays. An error
     * (ECHILD) says that somebody has reaped them all. */
    return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 ||
           info.si_pid != 0;
}

bool mp_crew_is_stopped(const struct mp_crew *crew, int i)
{
    siginfo_t info = {0};

    return mp_crew_has(crew, i) &&
           waitid(P_PID, (id_t)crew->member[i].process.pid, &info,
                  WSTOPPED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid != 0;
}

bool mp_crew_kill(struct mp_crew *crew, int i)
{
    struct mp_member *m = &crew->member[i];

    if (!mp_crew_has(crew, i))
        return false;
    mp_process_kill(&m->process);
    mp_process_join(&m->process);
    leave_place(crew, i);
    return true;
}

void mp_crew_kill_all(struct mp_crew *crew)
{
    for (int i = 0; i < crew->size; i++)
        mp_crew_kill(crew, i);
}

void mp_crew_dismiss(struct mp_crew *crew)
{
    struct mp_board *board = crew->board;

    atomic_store_explicit(&board->quit, true, memory_order_relaxed);
    /* Release: who sees the new number sees quit. */
    atomic_fetch_add_explicit(&board->round, 1, memory_order_release);
    mp_futex_wake(&board->round, INT_MAX);
    /* As a rule the last one leaves last; the others have ended then. */
    for (int i = crew->size - 1; i >= 0; i--) {
        if (!mp_crew_has(crew, i))
            continue;
        mp_process_join(&crew->member[i].process);
        leave_place(crew, i);
    }
}
