/* crew.h - a pool's worker processes: hired, watched, replaced, let go.
 * Internal to libmp. All of it is called by the process that owns the pool, in
 * one thread at a time, and the state is private to that process.
 */
#ifndef MP_CREW_H
#define MP_CREW_H

#include <stdatomic.h>
#include <stdbool.h>

#include "mp/arena.h"
#include "mp/board.h"
#include "mp/process.h"

/* Who is in a place. */
struct mp_member {
    struct mp_arena *arena;
    struct mp_board *board;
    int index;
    atomic_int pid; /* 0: the place is empty. Other threads may read it. */
    struct mp_process process;
    unsigned taken;     /* entries taken from its log */
    size_t last_failed; /* the last item of this round that it logged */
};

struct mp_crew {
    struct mp_board *board;
    int size;   /* places */
    int living; /* those that are not empty */
    struct mp_member *member;
};

/* Make the places, all empty. The arena is where its workers look for arrays.
 * ENOMEM. */
int mp_crew_create(struct mp_crew *crew, struct mp_arena *arena,
                   struct mp_board *board, int size);
void mp_crew_destroy(struct mp_crew *crew);

/* Fork a worker into empty place i. It goes on where the last one there ended:
 * with its range and log, and in the round if that one had not left it. EAGAIN,
 * ENOMEM. */
int mp_crew_hire(struct mp_crew *crew, int i);

/* Is there one in place i? */
bool mp_crew_has(const struct mp_crew *crew, int i);

/* Has the one in place i ended? Then it is reaped, the place is empty, and
 * process.pid and exitcode tell about it. Does not block. */
bool mp_crew_ended(struct mp_crew *crew, int i);

/* May there be ended ones? One system call, however large the crew is. */
bool mp_crew_may_have_ended(void);

/* Is the one in place i stopped by a signal, as by SIGSTOP? */
bool mp_crew_is_stopped(const struct mp_crew *crew, int i);

/* Kill the one in place i, and wait for its end; the place is empty then.
 * false: it was. */
bool mp_crew_kill(struct mp_crew *crew, int i);

void mp_crew_kill_all(struct mp_crew *crew);

/* Let all go: none takes another round. Waits until they have left. */
void mp_crew_dismiss(struct mp_crew *crew);

#endif
