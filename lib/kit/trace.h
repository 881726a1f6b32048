/* trace.h - a short race with every step written down, and what it proves.
 *
 * Each word that is ever stored in the account says who wrote it and as which
 * of his updates; it is stored by an exchange, which hands back the word that
 * it replaced. So each read names the write that it saw, each write the write
 * that it replaced: the order of all steps follows from that alone. Clocks of
 * two cores may disagree by more than a step takes; they only label.
 *
 * What survives: the last write's update, the update whose write that one had
 * read, and so back to the beginning. All others are lost, even those that
 * nobody has overwritten directly: they stand on a side branch.
 */
#ifndef KIT_TRACE_H
#define KIT_TRACE_H

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "kit/delay.h"
#include "kit/schedule.h"
#include "mp/clock.h"

enum { TRACE_TELLERS = 4, TRACE_UPDATES = 32 };
enum { TRACE_STEPS = 2 * TRACE_TELLERS * TRACE_UPDATES };

/* An account's word: the balance, and the write that put it there. */
static inline uint64_t trace_word(int32_t balance, int teller, long update)
{
    return (uint64_t)(uint32_t)balance << 32 | ((uint64_t)teller & 0xff) << 24 |
           ((uint64_t)(update + 1) & 0xffffff);
}

static inline int32_t trace_balance(uint64_t word)
{
    return (int32_t)(uint32_t)(word >> 32);
}

/* Who wrote it, and as which of his writes, from 1; 0: nobody has written. */
static inline int trace_teller(uint64_t word)
{
    return (int)(word >> 24 & 0xff);
}

static inline long trace_number(uint64_t word)
{
    return (long)(word & 0xffffff);
}

/* One update, as its teller saw it. */
struct trace_update {
    uint64_t saw, wrote, replaced;        /* words */
    int64_t began, has_read, has_written; /* ns on the clock */
};

struct trace {
    alignas(64) volatile _Atomic uint64_t account; /* 0: nobody has written */
    /* Each teller's notes on lines of their own. */
    alignas(64) struct trace_update notes[TRACE_TELLERS][TRACE_UPDATES];
};

/* The racy update, traced. Both steps are relaxed: nothing else is published
 * by them, and what the notes say is read after a join or a gate. */
static inline void trace_update(volatile _Atomic uint64_t *account,
                                struct trace_update *note, int teller,
                                long update, int amount, int64_t window)
{
    note->began = mp_clock_now();
    note->saw = atomic_load_explicit(account, memory_order_relaxed);
    note->has_read = mp_clock_now();
    delay_window(window);
    note->wrote = trace_word(trace_balance(note->saw) + amount, teller, update);
    note->replaced =
        atomic_exchange_explicit(account, note->wrote, memory_order_relaxed);
    note->has_written = mp_clock_now();
}

/* One step of the race, put into its place. */
struct trace_step {
    struct step step;
    int update;      /* which of its teller's, from 0 */
    int64_t at;      /* when it was done, ns since the first step began */
    int32_t balance; /* what it read or wrote */
    bool overwrites; /* a write that replaced another than the one read */
    bool lost;       /* the update that this step belongs to is lost */
};

struct trace_order {
    int length;
    struct trace_step steps[TRACE_STEPS];
    int32_t balance; /* at the end */
    int lost;        /* updates that did not survive */
    int overwrites;
    int disagree; /* steps that the clock puts before their predecessor */
};

/* The order of steps of a race in which teller t made updates[t] updates.
 * 0, or EPROTO: the notes contradict each other (some memory is broken). */
int trace_order(const struct trace *trace, int tellers, const int *updates,
                struct trace_order *order);

/* The order as a schedule, in text; malloc'ed. NULL: no memory. */
char *trace_schedule(const struct trace_order *order, int tellers);

#endif
