/* The other way to count orders: try them all. */
#include "kit/orders.h"
#include "kit/schedule.h"

struct walk {
    int steps[2]; /* that each teller makes in all */
    bool witness;
    char text[4 * ORDERS_UPDATES + 1];
    orders_visit *visit;
    void *arg;
};

static void each(struct walk *w, int a, int b, struct schedule_state state)
{
    const int made[2] = {a, b};

    if (a == w->steps[0] && b == w->steps[1])
        w->visit(w->text, state.balance, state.overwrites == 0, w->arg);
    for (int t = 0; t < 2; t++) {
        struct schedule_state next = state;
        if (made[t] == w->steps[t])
            continue;
        schedule_step(&next,
                      (struct step){t, made[t] % 2 ? STEP_WRITE : STEP_READ},
                      w->witness);
        w->text[a + b] = "aAbB"[2 * t + made[t] % 2];
        each(w, a + (t == 0), b + (t == 1), next);
    }
}

void orders_each(int n, int m, bool witness, orders_visit *visit, void *arg)
{
    struct walk w = {.steps = {2 * n, 2 * m},
                     .witness = witness,
                     .visit = visit,
                     .arg = arg};

    each(&w, 0, 0, schedule_start());
}

struct tally {
    long ending[4 * ORDERS_UPDATES + 1], lossless;
};

static void add(const char *schedule, long balance, bool lossless, void *arg)
{
    struct tally *tally = arg;

    (void)schedule;
    tally->ending[balance + 2 * ORDERS_UPDATES]++;
    tally->lossless += lossless;
}

bool orders_agree(const struct orders *orders)
{
    struct tally tally = {{0}, 0};

    orders_each(orders_updates(orders, 0), orders_updates(orders, 1),
                orders_witness(orders), add, &tally);
    for (int b = -2 * ORDERS_UPDATES; b <= 2 * ORDERS_UPDATES; b++)
        if (orders_ending(orders, b) !=
            (orders_count)tally.ending[b + 2 * ORDERS_UPDATES])
            return false;
    return orders_lossless(orders) == (orders_count)tally.lossless;
}
