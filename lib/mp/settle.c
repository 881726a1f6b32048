#include "mp/settle.h"

#include "mp/futex.h"

void mp_settle_log(struct mp_run *run, int i)
{
    struct mp_member *m = &run->crew->member[i];
    struct mp_log *log = mp_board_log(run->crew->board, i);
    /* Acquire: the entries before head are there. */
    unsigned head = atomic_load_explicit(&run->crew->board->place[i].head,
                                         memory_order_acquire);

    if (m->taken == head)
        return;
    for (; m->taken != head; m->taken++) {
        struct mp_entry entry = log->entry[m->taken % MP_LOG_SIZE];

        m->last_failed = entry.index;
        mp_tally_fail(&run->tally, (struct mp_map_error){
                                       .index = entry.index,
                                       .error = entry.error,
                                       .pid = m->process.pid,
                                   });
    }
    /* Release: the entries were read and may be written over. */
    atomic_store_explicit(&log->tail, head, memory_order_release);
    mp_futex_wake(&log->tail, 1);
}

static void lose(struct mp_run *run, const struct mp_process *dead, size_t item,
                 int error)
{
    int code = dead->exitcode;

    run->cut_short = run->cut_short || error != 0;
    bool killed = code < 0 && code != MP_UNKNOWN;
    mp_tally_fail(&run->tally, (struct mp_map_error){
                                   .index = item,
                                   .error = error,
                                   .pid = dead->pid,
                                   .signal = killed ? -code : 0,
                                   .status = killed ? 0 : code,
                               });
}

/* The items of chunks from..to-1, to be handed out so that all can help. */
static struct mp_piece piece_of(const struct mp_run *run, size_t from,
                                size_t to)
{
    const struct mp_job *job = &run->job;
    size_t end = to < run->chunks ? to * job->chunk : job->items;
    struct mp_piece piece = {
        .first = job->first + from * job->chunk,
        .end = job->first + end,
    };
    size_t even = mp_map_chunk(piece.end - piece.first, run->crew->size);

    piece.chunk = job->chunk < even ? job->chunk : even;
    return piece;
}

/* If worker i has left a chunk in the middle, mark it as settled here: an item
 * that was begun is lost, the rest is still to be run. */
static void settle_chunk(struct mp_run *run, int i, int error)
{
    const struct mp_member *m = &run->crew->member[i];
    atomic_uchar *done = mp_board_done(run->crew->board);
    /* Relaxed, here and below: the worker has ended, or it has left the round,
     * and either was seen before this. */
    size_t progress = atomic_load_explicit(&run->crew->board->place[i].progress,
                                           memory_order_relaxed);
    size_t item = progress / 2;

    if (progress == MP_NOTHING)
        return;
    size_t chunk = (item - run->job.first) / run->job.chunk;
    if (atomic_load_explicit(&done[chunk], memory_order_relaxed))
        return;
    atomic_store_explicit(&done[chunk], 1, memory_order_relaxed);
    struct mp_piece rest = piece_of(run, chunk, chunk + 1);
    if (progress == MP_BEGUN(item)) {
        if (m->last_failed != item) /* else it was finished: it has failed */
            lose(run, &m->process, item, error);
        item++;
    }
    rest.first = item;
    mp_tally_add(&run->tally, rest);
}

void mp_settle_death(struct mp_run *run, int i, int error)
{
    run->deaths++;
    mp_settle_log(run, i);
    if (atomic_load_explicit(&run->crew->board->place[i].progress,
                             memory_order_relaxed) == MP_NOTHING)
        run->barren++;
    settle_chunk(run, i, error);
}

void mp_settle_rest(struct mp_run *run)
{
    const atomic_uchar *done = mp_board_done(run->crew->board);

    for (int i = 0; i < run->crew->size; i++)
        if (mp_crew_has(run->crew, i))
            settle_chunk(run, i, 0);
    for (size_t c = 0; c < run->chunks; c++) {
        size_t from = c;

        while (c < run->chunks &&
               !atomic_load_explicit(&done[c], memory_order_relaxed))
            c++;
        if (c > from)
            mp_tally_add(&run->tally, piece_of(run, from, c));
    }
}
