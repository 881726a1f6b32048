/* Many short races: all come to each, one looks, and a dead one is named. */
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common.h"
#include "kit/burst.h"
#include "kit/opts.h"
#include "mp/mp.h"

const char program_doc[] = ""; /* kit/delay.c parses durations by opts.c */

enum { TELLERS = 3, RACES = 2000 };

struct hall {
    atomic_int inside, looking, wrong;
    long worked[TELLERS], looks;
    int die_at; /* teller 1 kills itself in that race */
};

static void work(int me, void *arg)
{
    struct hall *h = arg;

    atomic_fetch_add(&h->inside, 1);
    if (atomic_load(&h->looking))
        atomic_fetch_add(&h->wrong, 1);
    h->worked[me]++;
    if (me == 1 && h->worked[me] == h->die_at)
        raise(SIGKILL);
    atomic_fetch_sub(&h->inside, 1);
}

static bool look(void *arg)
{
    struct hall *h = arg;

    atomic_store(&h->looking, 1);
    if (atomic_load(&h->inside) != 0)
        atomic_fetch_add(&h->wrong, 1);
    h->looks++;
    for (int t = 0; t < TELLERS; t++)
        if (h->worked[t] != h->looks)
            atomic_fetch_add(&h->wrong, 1);
    atomic_store(&h->looking, 0);
    return h->looks < RACES;
}

static void all_come_and_one_looks(enum mp_kind kind)
{
    struct hall *h = mp_value(sizeof *h);

    burst_run(kind, TELLERS, work, look, h);
    ck_assert_int_eq(h->looks, RACES);
    ck_assert_int_eq(h->wrong, 0);
    for (int t = 0; t < TELLERS; t++)
        ck_assert_int_eq(h->worked[t], RACES);
    mp_array_free(h);
}

START_TEST(processes_all_come_to_each_race_and_one_looks_alone)
{
    all_come_and_one_looks(MP_PROCESSES);
}
END_TEST

START_TEST(threads_all_come_to_each_race_and_one_looks_alone)
{
    all_come_and_one_looks(MP_THREADS);
}
END_TEST

static int with_a_death(void)
{
    struct hall *h = mp_value(sizeof *h);

    h->die_at = 100;
    if (!freopen("/dev/null", "w", stderr))
        return 3;
    burst_run(MP_PROCESSES, TELLERS, work, look, h);
    return 0;
}

START_TEST(a_dead_teller_ends_the_program_and_hangs_nobody)
{
    ck_assert_int_eq(in_child(with_a_death), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("burst");

    add_tests(suite, "threads",
              threads_all_come_to_each_race_and_one_looks_alone, NULL);
    add_tests(suite, "processes",
              processes_all_come_to_each_race_and_one_looks_alone,
              a_dead_teller_ends_the_program_and_hangs_nobody, NULL);
    return run_suite(suite);
}
