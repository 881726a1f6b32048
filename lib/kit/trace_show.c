#include "kit/trace_show.h"

#include <stdio.h>

#include "kit/lanes.h"
#include "kit/say.h"

/* After a read the balance is what was read. */
static void show_step(const struct trace_step *s, int tellers)
{
    char label[24], text[48];

    snprintf(label, sizeof label, "%ld", (long)s->at);
    snprintf(text, sizeof text, "%s %d%s%s",
             s->step.kind == STEP_READ ? "reads" : "writes", s->balance,
             s->overwrites ? "!" : "",
             s->step.kind == STEP_WRITE && s->lost ? " lost" : "");
    lanes_row(label, tellers, s->step.teller, text, s->balance);
}

void trace_show(const struct trace_order *order, int tellers, bool witness,
                int most)
{
    int from = 0, to = order->length;

    if (to > most) { /* the part where money is lost */
        while (from < to - most && !order->steps[from].lost)
            from++;
        to = from + most;
    }
    lanes_head("ns", tellers, witness);
    for (int i = from; i < to; i++)
        show_step(&order->steps[i], tellers);
    if (to - from < order->length)
        result("%6s %d of %d steps; --all shows the others\n", "...", to - from,
               order->length);
}

/* A teller's lost updates, " B2-10 B16"; its steps come in their order. */
static void show_lost(const struct trace_order *o, int teller)
{
    int from = 0, last = 0;

    for (int i = 0; i <= o->length; i++) {
        const struct trace_step *s = &o->steps[i];
        bool mine = i < o->length && s->step.teller == teller &&
                    s->step.kind == STEP_WRITE && s->lost;
        if (mine && from && s->update + 1 == last + 1) {
            last++;
            continue;
        }
        if (from && (mine || i == o->length))
            result(last > from ? " %c%d-%d" : " %c%d", 'A' + teller, from,
                   last);
        if (mine)
            from = last = s->update + 1;
    }
}

void trace_show_losses(const struct trace_order *order, int tellers)
{
    result("%d of %d updates lost:", order->lost, order->length / 2);
    for (int t = 0; t < tellers; t++)
        show_lost(order, t);
    result(
        "\n%d write%s (!) went over a balance that the teller had not seen\n",
        order->overwrites, order->overwrites == 1 ? "" : "s");
    if (order->disagree)
        result("the clock has %d of the steps in another order: labels only\n",
               order->disagree);
}
