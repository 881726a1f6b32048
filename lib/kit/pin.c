#include "kit/pin.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>

#include "kit/die.h"
#include "mp/clock.h"
#include "mp/futex.h"

enum { CPUS = 4096, PASSES = 2000, BLOCKS = 5, SIBLINGS_NS = 120 };

static cpu_set_t *all; /* the mask at the first call */
static size_t all_size;

static void remember(void)
{
    if (all)
        return;
    all = check_new(CPU_ALLOC(CPUS), "affinity");
    all_size = CPU_ALLOC_SIZE(CPUS);
    if (sched_getaffinity(0, all_size, all))
        check(errno, "affinity");
}

int pin_nth(int n)
{
    remember();
    for (int cpu = 0; cpu < CPUS; cpu++)
        if (CPU_ISSET_S((size_t)cpu, all_size, all) && n-- == 0)
            return cpu;
    return -1;
}

int pin_first(void)
{
    return pin_nth(0);
}

int pin_second(void)
{
    int cpu = pin_nth(1);

    return cpu < 0 ? pin_first() : cpu;
}

void pin_to(int cpu)
{
    cpu_set_t *one = check_new(CPU_ALLOC(CPUS), "affinity");

    remember();
    CPU_ZERO_S(all_size, one);
    CPU_SET_S((size_t)cpu, all_size, one);
    if (sched_setaffinity(0, all_size, one))
        check(errno, "affinity");
    CPU_FREE(one);
}

void pin_release(void)
{
    remember();
    if (sched_setaffinity(0, all_size, all))
        check(errno, "affinity");
}

/* The ball: even when the first may play it, odd when the second may. Alone on
 * its cache line, or the figure would be of something else. */
static _Alignas(128) atomic_uint ball;

/* Acquire and release are all that a pass of one word needs. */
static void play(unsigned mine)
{
    for (unsigned turn = mine; turn < 2 * PASSES; turn += 2) {
        while (atomic_load_explicit(&ball, memory_order_acquire) != turn)
            mp_futex_pause();
        atomic_store_explicit(&ball, turn + 1, memory_order_release);
    }
}

static void *second_player(void *unused)
{
    (void)unused;
    play(1);
    return NULL;
}

/* Born on its CPU: on this one it could wait for ever for this one's spinning,
 * where the class of scheduling lets nobody else run. */
static pthread_t start_second(int cpu)
{
    pthread_attr_t attributes;
    pthread_t second;
    cpu_set_t *one = check_new(CPU_ALLOC(CPUS), "affinity");

    CPU_ZERO_S(all_size, one);
    CPU_SET_S((size_t)cpu, all_size, one);
    check(pthread_attr_init(&attributes), "thread");
    check(pthread_attr_setaffinity_np(&attributes, all_size, one), "affinity");
    check(pthread_create(&second, &attributes, second_player, NULL), "thread");
    pthread_attr_destroy(&attributes);
    CPU_FREE(one);
    return second;
}

static double block(int cpu)
{
    int64_t start;

    /* the first pass waits for the second thread, and is not timed */
    atomic_store_explicit(&ball, 1, memory_order_relaxed);
    pthread_t second = start_second(cpu);
    while (atomic_load_explicit(&ball, memory_order_acquire) != 2)
        mp_futex_pause();
    start = mp_clock_now();
    play(2);
    pthread_join(second, NULL);
    return (double)(mp_clock_now() - start) / (PASSES - 1);
}

double pin_distance(void)
{
    return pin_distance_between(pin_first(), pin_second());
}

double pin_distance_between(int first, int second)
{
    double least = 0;

    if (first == second)
        return 0;
    pin_to(first);
    for (int i = 0; i < BLOCKS; i++) {
        double ns = block(second);
        if (i == 0 || ns < least)
            least = ns;
    }
    pin_release();
    return least;
}

enum pin_placement pin_placement(double distance)
{
    if (distance == 0)
        return PIN_ONE_CPU;
    return distance < SIBLINGS_NS ? PIN_SIBLINGS : PIN_APART;
}

const char *pin_placement_name(enum pin_placement placement)
{
    static const char *const names[] = {"one CPU", "siblings", "apart"};

    return names[placement];
}
