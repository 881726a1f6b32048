/* calls_queue - while both ends run, the queue asks nothing of the kernel.
 *
 * Put and get are a copy and an atomic operation; only who has waited in vain
 * for 50 us sleeps, and only a sleeper is woken by a call. Where a side's CPU
 * was taken away, sleeping is right, so the calls are counted block by block,
 * apart for blocks in which both sides ran all the time, the blocks beside them
 * too. The kernel tells when it took a CPU (getrusage); the host of a virtual
 * machine does not, but who runs gives a sign of life with each item and each
 * turn of its wait, and a gap of 25 us between two is a pause. On one CPU the
 * two never run at once: there is nothing to measure there.
 *
 *     $ calls_queue
 *
 * Try: calls_queue --row=paused, then beside a busy loop: who calls, and why?
 *      strace -f -c -e trace=futex calls_queue
 * Compare: bw_queue, what that is worth.
 */
#include <sys/resource.h>

#include "kit/die.h"
#include "kit/measure.h"
#include "kit/pin.h"
#include "kit/sides.h"
#include "mp/futex.h"
#include "mp/mp.h"

enum { BLOCK = 2000, BLOCKS = 5000, NEAR = 2, ENOUGH = 500, MILLION = 1000000 };
#define PAUSE MP_US(25)

/* What one side did in one block, and how often its CPU was taken away. */
struct block {
    long calls, pauses;
};
static struct block (*blocks)[BLOCKS]; /* of each side, in shared memory */
static struct mp_queue *queue;
static long calls, pauses; /* of this process */
static int64_t sign;       /* the last one of life, ns */

/* The build puts these in front of the library's own (--wrap): a waiting queue
 * looks at the clock, and no other line of it makes a system call. */
int64_t __real_mp_clock_now(void);
int64_t __wrap_mp_clock_now(void);
int64_t __wrap_mp_clock_now(void)
{
    int64_t now = __real_mp_clock_now();

    pauses += now - sign > PAUSE;
    return sign = now;
}

void __real_mp_futex_wait(atomic_uint *word, unsigned seen, int64_t timeout);
void __wrap_mp_futex_wait(atomic_uint *word, unsigned seen, int64_t timeout);
void __wrap_mp_futex_wait(atomic_uint *word, unsigned seen, int64_t timeout)
{
    calls++;
    __real_mp_futex_wait(word, seen, timeout);
    sign = __real_mp_clock_now();
}

void __real_mp_futex_wake(atomic_uint *word, int count);
void __wrap_mp_futex_wake(atomic_uint *word, int count);
void __wrap_mp_futex_wake(atomic_uint *word, int count)
{
    calls++;
    __real_mp_futex_wake(word, count);
}

static struct block so_far(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    sign = __real_mp_clock_now();
    return (struct block){calls, pauses + usage.ru_nivcsw};
}

/* What has come since the last look goes to the block. */
static void note(struct block *block, struct block *last)
{
    struct block now = so_far();

    *block = (struct block){now.calls - last->calls, now.pauses - last->pauses};
    *last = now;
}

static void send(long n)
{
    struct block last = so_far();

    for (long i = 0; i < n; i++) {
        check(mp_queue_put(queue, &i, sizeof i), "put");
        mp_clock_now();
        if (i % BLOCK == BLOCK - 1)
            note(&blocks[0][i / BLOCK], &last);
    }
}

static void receive(long n)
{
    struct block last = so_far();
    long item;

    for (long i = 0; i < n; i++) {
        check(mp_queue_get(queue, &item, sizeof item), "get");
        mp_clock_now();
        sides_expect((uint64_t)item, (uint64_t)i);
        if (i % BLOCK == BLOCK - 1)
            note(&blocks[1][i / BLOCK], &last);
    }
}

/* Did both sides run all the time, from some blocks before to some after? */
static bool both_ran(int b)
{
    for (int near = b - NEAR; near <= b + NEAR; near++)
        for (int side = 0; side < 2; side++)
            if (near >= 0 && near < BLOCKS && blocks[side][near].pauses > 0)
                return false;
    return true;
}

/* Blocks of one kind, and the calls of both sides in them. */
static struct sum {
    int64_t blocks, calls;
} undisturbed, others;

static void run(int flags)
{
    struct sides job = {{send, receive}, (long)BLOCK * BLOCKS, 2, SIDES_APART};

    undisturbed = others = (struct sum){0};
    if (pin_first() == pin_second())
        return;
    queue = check_new(mp_queue_create(1024, sizeof(long), flags), "queue");
    sides_run(&job);
    mp_queue_destroy(queue);
    for (int b = 0; b < BLOCKS; b++) {
        struct sum *sum = both_ran(b) ? &undisturbed : &others;
        sum->blocks++;
        sum->calls += blocks[0][b].calls + blocks[1][b].calls;
    }
}

/* Rounded up: none is none. */
static int64_t per_million(struct sum sum)
{
    int64_t items = sum.blocks * BLOCK;

    if (sum.blocks < ENOUGH)
        return -1;
    return (sum.calls * MILLION + items - 1) / items;
}

static int64_t pair_undisturbed(long n)
{
    (void)n;
    run(MP_QUEUE_ONE_TO_ONE);
    return per_million(undisturbed);
}

static int64_t queue_undisturbed(long n)
{
    (void)n;
    run(0);
    return per_million(undisturbed);
}

static int64_t queue_others(long n)
{
    (void)n;
    run(0);
    return per_million(others);
}

int main(int argc, char **argv)
{
    static const char unit[] = "calls/1e6 items";
    static const struct measure rows[] = {
        {"one-to-one, both running", unit, NULL, pair_undisturbed,
         MEASURE_LIMIT, 1, PIN_EACH, 0, 0},
        {"queue, both running", unit, NULL, queue_undisturbed, MEASURE_LIMIT, 1,
         PIN_EACH, 0, 0},
        {"queue, a side paused", unit, NULL, queue_others, MEASURE_LIMIT, 0,
         PIN_EACH, 0, 0},
        {0}};

    measure_prepare(argc, argv, NULL);
    blocks = check_new(mp_array(2, sizeof *blocks), "shared memory");
    measure_rows(rows);
}
