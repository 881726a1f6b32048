#include "kit/trace.h"

#include <errno.h>

/* An update by its place in the notes: NONE is the account's first word. */
enum { NONE = -1 };

struct work {
    const struct trace *trace;
    int tellers;
    const int *updates; /* of each */
    int all;            /* of all */
    bool lost[TRACE_TELLERS][TRACE_UPDATES];
    int64_t first; /* when the first step began */
};

static const struct trace_update *note(const struct work *w, int u)
{
    return &w->trace->notes[u / TRACE_UPDATES][u % TRACE_UPDATES];
}

/* The update that wrote this word. */
static int author(uint64_t word)
{
    if (word == 0)
        return NONE;
    return trace_teller(word) * TRACE_UPDATES + (int)trace_number(word) - 1;
}

static bool exists(const struct work *w, int u)
{
    return u >= 0 && u / TRACE_UPDATES < w->tellers &&
           u % TRACE_UPDATES < w->updates[u / TRACE_UPDATES];
}

/* The update whose write replaced that of u; NONE: u's is the last. */
static int next_write(const struct work *w, int u)
{
    for (int t = 0; t < w->tellers; t++)
        for (int k = 0; k < w->updates[t]; k++)
            if (author(w->trace->notes[t][k].replaced) == u)
                return t * TRACE_UPDATES + k;
    return NONE;
}

static void append(const struct work *w, struct trace_order *o, int u,
                   enum step_kind kind)
{
    const struct trace_update *n = note(w, u);
    int teller = u / TRACE_UPDATES, update = u % TRACE_UPDATES;
    struct trace_step *s = &o->steps[o->length++];

    *s = (struct trace_step){
        .step = {teller, kind},
        .update = update,
        .at = (kind == STEP_READ ? n->has_read : n->has_written) - w->first,
        .balance = trace_balance(kind == STEP_READ ? n->saw : n->wrote),
        .overwrites = kind == STEP_WRITE && n->saw != n->replaced,
        .lost = w->lost[teller][update]};
    o->overwrites += s->overwrites;
}

/* All reads that saw this word. They change nothing, so among themselves the
 * clock may order them; no teller has two. */
static void append_reads(const struct work *w, struct trace_order *o, int u)
{
    int from = o->length;

    for (int t = 0; t < w->tellers; t++)
        for (int k = 0; k < w->updates[t]; k++)
            if (author(w->trace->notes[t][k].saw) == u &&
                o->length < TRACE_STEPS)
                append(w, o, t * TRACE_UPDATES + k, STEP_READ);
    for (int i = from + 1; i < o->length; i++)
        for (int j = i; j > from && o->steps[j].at < o->steps[j - 1].at; j--) {
            struct trace_step later = o->steps[j - 1];
            o->steps[j - 1] = o->steps[j];
            o->steps[j] = later;
        }
}

/* Walk back from the last write by what each had read. */
static int find_lost(struct work *w)
{
    int lost = w->all;
    uint64_t word =
        atomic_load_explicit(&w->trace->account, memory_order_relaxed);

    for (int t = 0; t < w->tellers; t++)
        for (int k = 0; k < w->updates[t]; k++)
            w->lost[t][k] = true;
    for (int u = author(word); exists(w, u); u = author(note(w, u)->saw)) {
        if (!w->lost[u / TRACE_UPDATES][u % TRACE_UPDATES])
            break; /* a circle: the notes are nonsense */
        w->lost[u / TRACE_UPDATES][u % TRACE_UPDATES] = false;
        lost--;
    }
    return lost;
}

static void count_disagreements(struct trace_order *o)
{
    o->disagree = 0;
    for (int i = 1; i < o->length; i++)
        o->disagree += o->steps[i].at < o->steps[i - 1].at;
}

int trace_order(const struct trace *trace, int tellers, const int *updates,
                struct trace_order *order)
{
    struct work w = {.trace = trace, .tellers = tellers, .updates = updates};

    *order = (struct trace_order){0};
    w.first = trace->notes[0][0].began;
    for (int t = 0; t < tellers; t++) {
        w.all += updates[t];
        if (trace->notes[t][0].began < w.first)
            w.first = trace->notes[t][0].began;
    }
    order->lost = find_lost(&w);
    append_reads(&w, order, NONE);
    for (int u = next_write(&w, NONE); u != NONE && order->length < 2 * w.all;
         u = next_write(&w, u)) {
        append(&w, order, u, STEP_WRITE);
        append_reads(&w, order, u);
    }
    count_disagreements(order);
    if (order->length != 2 * w.all)
        return EPROTO;
    order->balance = trace_balance(
        atomic_load_explicit(&trace->account, memory_order_relaxed));
    return order->balance == order->steps[order->length - 1].balance ? 0
                                                                     : EPROTO;
}

char *trace_schedule(const struct trace_order *order, int tellers)
{
    struct step steps[TRACE_STEPS];
    struct schedule schedule = {
        .length = (size_t)order->length, .steps = steps, .tellers = tellers};

    for (int i = 0; i < order->length; i++)
        steps[i] = order->steps[i].step;
    return schedule_print(&schedule);
}
