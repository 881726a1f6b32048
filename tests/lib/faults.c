/* faults.c - functions that fail when told to, limits, signals (common.h).
 */
#include "common.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- functions that fail ---------------------------------------------------
 */

static atomic_int calls_left[FAULTS];
static atomic_int errors[FAULTS];
static void (*hooks[FAULTS])(void);

/* The error that this call is to fail with, or 0. */
static int fault(enum faulty function)
{
    if (hooks[function])
        hooks[function]();
    if (atomic_load(&calls_left[function]) == 0 ||
        atomic_fetch_sub(&calls_left[function], 1) != 1)
        return 0;
    return atomic_load(&errors[function]);
}

/* The same for functions that return their error by errno, which stays as it
 * was when there is none. */
static bool failing(enum faulty function)
{
    int error = fault(function);

    if (error)
        errno = error;
    return error != 0;
}

/* What libmp and the tests call as fork is linked to __wrap_fork, and
 * __real_fork to the C library's or a sanitizer's (ld's --wrap, see the
 * Makefile). Weak: a program linked without it cannot fail_at, and says so. */
#define WEAK __attribute__((weak))
pid_t __wrap_fork(void);
pid_t __real_fork(void) WEAK;
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr,
                          void *(*start)(void *), void *arg);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attr,
                          void *(*start)(void *), void *arg) WEAK;
void *__wrap_mmap(void *address, size_t length, int protection, int flags,
                  int fd, off_t offset);
void *__real_mmap(void *address, size_t length, int protection, int flags,
                  int fd, off_t offset) WEAK;
int __wrap_pipe2(int fds[2], int flags);
int __real_pipe2(int fds[2], int flags) WEAK;
void *__wrap_malloc(size_t size);
void *__real_malloc(size_t size) WEAK;
void *__wrap_aligned_alloc(size_t alignment, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size) WEAK;

static bool wrapped(void)
{
    return __real_fork && __real_pthread_create && __real_mmap &&
           __real_pipe2 && __real_malloc && __real_aligned_alloc;
}

void fail_at(enum faulty function, int k, int error)
{
    ck_assert_msg(wrapped(), "not linked with --wrap: see the Makefile");
    atomic_store(&errors[function], error);
    atomic_store(&calls_left[function], k);
}

void before_each(enum faulty function, void (*hook)(void))
{
    ck_assert_msg(wrapped(), "not linked with --wrap: see the Makefile");
    hooks[function] = hook;
}

pid_t __wrap_fork(void)
{
    return failing(FAULT_FORK) ? -1 : __real_fork();
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr,
                          void *(*start)(void *), void *arg)
{
    int error = fault(FAULT_THREAD);

    return error ? error : __real_pthread_create(thread, attr, start, arg);
}

void *__wrap_mmap(void *address, size_t length, int protection, int flags,
                  int fd, off_t offset)
{
    if (failing(FAULT_MMAP))
        return MAP_FAILED;
    return __real_mmap(address, length, protection, flags, fd, offset);
}

int __wrap_pipe2(int fds[2], int flags)
{
    return failing(FAULT_PIPE) ? -1 : __real_pipe2(fds, flags);
}

void *__wrap_malloc(size_t size)
{
    return failing(FAULT_MALLOC) ? NULL : __real_malloc(size);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    return failing(FAULT_MALLOC) ? NULL : __real_aligned_alloc(alignment, size);
}

/* --- limits and signals ----------------------------------------------------
 */

static rlim_t descriptors_allowed;

static rlim_t limit_descriptors(rlim_t soft)
{
    struct rlimit limit;

    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    rlim_t before = limit.rlim_cur;
    limit.rlim_cur = soft;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    return before;
}

void forbid_descriptors(void)
{
    /* Not 0: poll wants as many as it is asked about to be allowed. */
    int lowest = dup(STDERR_FILENO);

    ck_assert_int_ge(lowest, 0);
    close(lowest);
    descriptors_allowed = limit_descriptors((rlim_t)lowest);
}

void allow_descriptors(void)
{
    limit_descriptors(descriptors_allowed);
}

static pid_t stormer, old_group;
static void (*old_handler)(int);
static atomic_int signals_seen;

static void count_signal(int sig)
{
    (void)sig;
    /* Relaxed: a count. (An atomic, as any thread may get the signal.) */
    atomic_fetch_add_explicit(&signals_seen, 1, memory_order_relaxed);
}

void storm_begin(void)
{
    struct sigaction action = {.sa_handler = count_signal}, old;

    ck_assert_int_eq(sigaction(SIGUSR1, &action, &old), 0);
    old_handler = old.sa_handler;
    /* The signals go to a process group: one's own, for nobody else's sake. */
    old_group = getpgrp();
    if (old_group != getpid())
        ck_assert_int_eq(setpgid(0, 0), 0);
    atomic_store(&signals_seen, 0);
    stormer = fork();
    ck_assert_int_ge(stormer, 0);
    if (stormer == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        signal(SIGUSR1, SIG_IGN);
        for (;;) {
            kill(0, SIGUSR1);
            sleep_ms(1);
        }
    }
}

void storm_end(void)
{
    kill(stormer, SIGKILL);
    while (waitpid(stormer, NULL, 0) < 0)
        ck_assert_int_eq(errno, EINTR);
    if (old_group != getpid())
        ck_assert_int_eq(setpgid(0, old_group), 0);
    signal(SIGUSR1, old_handler);
    ck_assert_msg(atomic_load(&signals_seen) > 0,
                  "no signal came: the storm proves nothing");
}
