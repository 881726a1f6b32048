#include "kit/orders.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where the end balance comes from, seen from a place in the middle. */
enum source { ACCOUNT, REGISTER_A, REGISTER_B, SOURCES };

enum { WIDTH = 2 * ORDERS_UPDATES + 1 };

/* counts[s][c - low]: continuations from here that end at source s plus c. */
struct place {
    orders_count counts[SOURCES][WIDTH];
};

struct orders {
    int n, m, low; /* low: the least c there can be */
    bool witness;
    int amount[2];
    struct place places[]; /* by steps made: A's 0..2n, B's 0..2m */
};

/* An odd number of steps made: the teller has read and not yet written. */
static const struct place *at(const struct orders *o, int a, int b)
{
    return &o->places[a * (2 * o->m + 1) + b];
}

/* Teller t's read puts the account into its register: what later comes from
 * either of them comes from the account now. */
static void before_read(struct place *p, const struct place *next, int t)
{
    enum source mine = t == 0 ? REGISTER_A : REGISTER_B;
    enum source other = t == 0 ? REGISTER_B : REGISTER_A;

    for (int i = 0; i < WIDTH; i++) {
        p->counts[ACCOUNT][i] += next->counts[ACCOUNT][i];
        p->counts[ACCOUNT][i] += next->counts[mine][i];
        p->counts[other][i] += next->counts[other][i];
    }
}

/* Its write puts register plus amount into the account, whatever was there. */
static void before_write(struct place *p, const struct place *next, int t,
                         int amount)
{
    enum source mine = t == 0 ? REGISTER_A : REGISTER_B;
    enum source other = t == 0 ? REGISTER_B : REGISTER_A;

    for (int i = 0; i < WIDTH; i++) {
        int from = i - amount;
        if (from >= 0 && from < WIDTH)
            p->counts[mine][i] += next->counts[ACCOUNT][from];
        p->counts[other][i] += next->counts[other][i];
    }
}

static void before(struct orders *o, struct place *p, const struct place *next,
                   int t, int steps_made)
{
    if (steps_made % 2 == 0)
        before_read(p, next, t);
    else
        before_write(p, next, t, o->amount[t]);
}

/* From the end to the beginning. */
static void count(struct orders *o)
{
    for (int a = 2 * o->n; a >= 0; a--)
        for (int b = 2 * o->m; b >= 0; b--) {
            struct place *p = &o->places[a * (2 * o->m + 1) + b];
            if (a == 2 * o->n && b == 2 * o->m)
                p->counts[ACCOUNT][-o->low] = 1;
            if (a < 2 * o->n)
                before(o, p, at(o, a + 1, b), 0, a);
            if (b < 2 * o->m)
                before(o, p, at(o, a, b + 1), 1, b);
        }
}

struct orders *orders_new(int n, int m, bool witness)
{
    if (n < 1 || m < 1 || n > ORDERS_UPDATES || m > ORDERS_UPDATES) {
        errno = EINVAL;
        return NULL;
    }
    size_t places = (size_t)(2 * n + 1) * (size_t)(2 * m + 1);
    struct orders *o = calloc(1, sizeof *o + places * sizeof *o->places);
    if (!o)
        return NULL;
    o->n = n;
    o->m = m;
    o->witness = witness;
    o->amount[0] = 1;
    o->amount[1] = witness ? 1 : -1;
    o->low = witness ? 0 : -m;
    count(o);
    return o;
}

void orders_free(struct orders *orders)
{
    free(orders);
}

/* From a place with these values, how many continuations end at balance? */
static orders_count reaching(const struct orders *o, int a, int b,
                             const int values[SOURCES], int balance)
{
    orders_count sum = 0;

    for (int s = 0; s < SOURCES; s++) {
        int i = balance - values[s] - o->low;
        if (i >= 0 && i < WIDTH)
            sum += at(o, a, b)->counts[s][i];
    }
    return sum;
}

orders_count orders_ending(const struct orders *orders, int balance)
{
    return reaching(orders, 0, 0, (int[SOURCES]){0}, balance);
}

orders_count orders_total(const struct orders *orders)
{
    orders_count sum = 0;

    for (int i = 0; i < WIDTH; i++)
        sum += orders->places[0].counts[ACCOUNT][i];
    return sum;
}

int orders_least(const struct orders *orders)
{
    int balance = orders->low;

    while (orders_ending(orders, balance) == 0)
        balance++;
    return balance;
}

int orders_most(const struct orders *orders)
{
    int balance = orders->low + WIDTH - 1;

    while (orders_ending(orders, balance) == 0)
        balance--;
    return balance;
}

int orders_updates(const struct orders *orders, int teller)
{
    return teller == 0 ? orders->n : orders->m;
}

bool orders_witness(const struct orders *orders)
{
    return orders->witness;
}

int orders_right(const struct orders *orders)
{
    return orders->n * orders->amount[0] + orders->m * orders->amount[1];
}

orders_count orders_lossless(const struct orders *orders)
{
    /* Whole updates in any order: n+m over n, by Pascal's rule. */
    orders_count row[ORDERS_UPDATES + 1] = {1};

    for (int i = 1; i <= orders->n + orders->m; i++)
        for (int k = i < orders->n ? i : orders->n; k > 0; k--)
            row[k] += row[k - 1];
    return row[orders->n];
}

/* Make one step with these values. */
static void step(const struct orders *o, int values[SOURCES], int t, int made)
{
    if (made % 2 == 0)
        values[REGISTER_A + t] = values[ACCOUNT];
    else
        values[ACCOUNT] = values[REGISTER_A + t] + o->amount[t];
}

char *orders_example(const struct orders *orders, int balance)
{
    int made[2] = {0, 0}, values[SOURCES] = {0};
    size_t length = 2 * (size_t)(orders->n + orders->m);

    if (orders_ending(orders, balance) == 0)
        return NULL;
    char *text = calloc(length + 1, 1);
    for (size_t i = 0; text && i < length; i++) {
        int trial[SOURCES] = {values[0], values[1], values[2]};
        int t = 0;
        if (made[0] < 2 * orders->n)
            step(orders, trial, 0, made[0]);
        if (made[0] == 2 * orders->n ||
            reaching(orders, made[0] + 1, made[1], trial, balance) == 0)
            t = 1;
        step(orders, values, t, made[t]);
        text[i] = "aAbB"[2 * t + made[t] % 2];
        made[t]++;
    }
    return text;
}

const char *orders_digits(orders_count count)
{
    static char buffer[48];
    char *end = buffer + sizeof buffer - 1;

    do {
        *--end = (char)('0' + (int)(count % 10));
        count /= 10;
    } while (count);
    return end;
}

const char *orders_brief(orders_count count)
{
    static char text[24];
    const char *digits = orders_digits(count);

    if (strlen(digits) <= 12)
        return strcpy(text, digits);
    snprintf(text, sizeof text, "%.3Le", (long double)count);
    return text;
}
