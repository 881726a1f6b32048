/* The killer itself: that it dies where it says, and finds what is broken. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "mp/clock.h"
#include "mp/futex.h"
#include "sweep.h"

#define SLOTS 4

/* The naive ring: right while all live. `torn`: it publishes the item and only
 * then writes it; else the other way round. */
struct ring {
    atomic_uint tail;
    long slot[SLOTS][2]; /* both halves of an item are the same number */
    bool torn, wakes;
};

static struct ring *make_ring(bool torn)
{
    struct ring *r = mmap(NULL, sizeof *r, PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    must(r != MAP_FAILED, "mmap");
    r->torn = torn;
    return r;
}

static void put_7(void *arg)
{
    struct ring *r = arg;
    volatile long *slot = r->slot[r->tail % SLOTS];

    if (r->torn)
        atomic_store(&r->tail, r->tail + 1);
    slot[0] = 7;
    slot[1] = 7;
    if (!r->torn)
        atomic_store(&r->tail, r->tail + 1);
}

static void put_is_absent_or_whole(struct point *p)
{
    struct ring *r = make_ring(*(const bool *)p->variant);
    struct killer k = {.call = put_7, .arg = r};

    point_kill(p, &k);
    must(r->tail == 0 || (r->slot[0][0] == 7 && r->slot[0][1] == 7),
         "half an item: %ld %ld", r->slot[0][0], r->slot[0][1]);
    p->outcome = r->tail ? 'p' : 'a';
}

START_TEST(a_commit_by_one_store_is_absent_then_present)
{
    char *seen = sweep(&(struct sweep){.name = "sound ring",
                                       .point = put_is_absent_or_whole,
                                       .variant = &(bool){false},
                                       .at_least = 10});

    ck_assert_str_eq(sweep_shape(seen), "ap");
    free(seen);
}
END_TEST

START_TEST(the_killer_finds_the_torn_commit)
{
    char flaw[256] = "";

    free(sweep(&(struct sweep){.name = "torn ring",
                               .point = put_is_absent_or_whole,
                               .variant = &(bool){true},
                               .flaw = flaw}));
    ck_assert_msg(strstr(flaw, "half an item"), "found: '%s'", flaw);
}
END_TEST

/* A sleeper that only a wake can help: a death between store and wake strands
 * it, and the sweep must say so instead of hanging with it. */
static int sleep_for_item(void *arg)
{
    struct ring *r = arg;

    while (r->tail == 0)
        mp_futex_wait(&r->tail, 0, MP_FOREVER);
    return 0;
}

static void put_and_wake(void *arg)
{
    struct ring *r = arg;

    put_7(r);
    mp_futex_wake(&r->tail, 1);
}

static void sleeper_is_woken(struct point *p)
{
    struct ring *r = make_ring(false);
    struct killer k = {.call = put_and_wake, .arg = r};
    pid_t sleeper = point_start_asleep(sleep_for_item, r);

    point_kill(p, &k);
    p->outcome = r->tail ? 'p' : 'a';
    if (r->tail)
        point_join(sleeper);
}

START_TEST(the_killer_finds_the_stranded_sleeper)
{
    char flaw[256] = "";

    free(sweep(&(struct sweep){.name = "ring without slices",
                               .point = sleeper_is_woken,
                               .deadline = 0.5,
                               .flaw = flaw}));
    ck_assert_str_eq(flaw, "the survivors hang");
}
END_TEST

/* Three system calls are three steps, each before or after. */
static void three_calls(void *arg)
{
    atomic_int *n = arg;

    for (int i = 0; i < 3; i++) {
        syscall(SYS_getppid);
        ++*n;
    }
}

static void counts_calls(struct point *p)
{
    atomic_int *n = mmap(NULL, sizeof *n, PROT_READ | PROT_WRITE,
                         MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct killer k = {.call = three_calls, .arg = n};

    point_kill(p, &k);
    p->outcome = (char)('0' + *n);
}

START_TEST(each_instruction_is_a_point_of_its_own)
{
    char *seen = sweep(&(struct sweep){
        .name = "three calls", .point = counts_calls, .at_least = 30});

    ck_assert_str_eq(sweep_shape(seen), "0123");
    free(seen);
}
END_TEST

/* A sleeping victim: killed in its sleep, then at each step after the wake. */
static void sleep_then_put(void *arg)
{
    struct ring *r = arg;

    sleep_for_item(r);
    put_7(r);
}

static bool wake_it(void *arg, int n)
{
    struct ring *r = arg;

    (void)n;
    r->tail = 1;
    mp_futex_wake(&r->tail, 1);
    return true;
}

static void dies_after_its_sleep(struct point *p)
{
    struct ring *r = make_ring(false);
    struct killer k = {.call = sleep_then_put,
                       .arg = r,
                       .asleep = wake_it,
                       .from_sleep = true};

    point_kill(p, &k);
    must(p->killed.asleep == (p->k == 0), "asleep: %d", p->killed.asleep);
    p->outcome = (char)('0' + r->tail);
}

START_TEST(a_victim_dies_in_its_sleep_or_after_it)
{
    char *seen = sweep(&(struct sweep){
        .name = "sleeper", .point = dies_after_its_sleep, .at_least = 10});

    ck_assert_str_eq(sweep_shape(seen), "012");
    free(seen);
}
END_TEST

int main(int argc, char **argv)
{
    (void)argc;
    return killer_main(
        "killer", argv, a_commit_by_one_store_is_absent_then_present,
        the_killer_finds_the_torn_commit, the_killer_finds_the_stranded_sleeper,
        each_instruction_is_a_point_of_its_own,
        a_victim_dies_in_its_sleep_or_after_it, NULL);
}
