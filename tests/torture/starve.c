/* Each call that takes something from the system fails at its k-th time, for
 * every k: fork, mmap, pipe, thread, memory. Each time: the error that says so,
 * or success without it, and nothing left. (Limits: limits.c.) */
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

#include "torture.h"
#include "tries.h"

/* --- calls that fail ------------------------------------------------------
 */

enum call { FORK, MMAP, PIPE, THREAD, MEMORY, SYSTEM_CALLS };

static const int errors[SYSTEM_CALLS] = {EAGAIN, ENOMEM, EMFILE, EAGAIN,
                                         ENOMEM};

static enum call failing;
static atomic_int left; /* calls up to the one that fails; 0: none does */

/* The linker leads libmp's calls here (--wrap, see the Makefile). */
static bool fails(enum call call)
{
    if (call != failing || atomic_load(&left) == 0 ||
        atomic_fetch_sub(&left, 1) != 1)
        return false;
    errno = errors[call];
    return true;
}

pid_t __real_fork(void);
pid_t __wrap_fork(void);
void *__real_mmap(void *, size_t, int, int, int, off_t);
void *__wrap_mmap(void *, size_t, int, int, int, off_t);
int __real_pipe2(int *, int);
int __wrap_pipe2(int *, int);
int __real_pthread_create(pthread_t *, const pthread_attr_t *,
                          void *(*)(void *), void *);
int __wrap_pthread_create(pthread_t *, const pthread_attr_t *,
                          void *(*)(void *), void *);
void *__real_malloc(size_t);
void *__wrap_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__wrap_calloc(size_t, size_t);
void *__real_realloc(void *, size_t);
void *__wrap_realloc(void *, size_t);

pid_t __wrap_fork(void)
{
    return fails(FORK) ? -1 : __real_fork();
}

void *__wrap_mmap(void *at, size_t size, int protection, int flags, int fd,
                  off_t offset)
{
    return fails(MMAP) ? MAP_FAILED
                       : __real_mmap(at, size, protection, flags, fd, offset);
}

int __wrap_pipe2(int *fds, int flags)
{
    return fails(PIPE) ? -1 : __real_pipe2(fds, flags);
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr,
                          void *(*start)(void *), void *arg)
{
    return fails(THREAD) ? EAGAIN
                         : __real_pthread_create(thread, attr, start, arg);
}

void *__wrap_malloc(size_t size)
{
    return fails(MEMORY) ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fails(MEMORY) ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return fails(MEMORY) ? NULL : __real_realloc(old, size);
}

/* --- the scenario ---------------------------------------------------------
 */

void calls_fail(void)
{
    struct holdings before = what_is_held();
    bool fired;

    for (int t = 0; t < TRIES; t++)
        for (int c = 0; c < SYSTEM_CALLS; c++) {
            int k = 0;
            do {
                failing = (enum call)c;
                atomic_store(&left, ++k);
                int error = tries[t]();
                fired = atomic_exchange(&left, 0) == 0;
                must(error == 0 || (fired && error == errors[c]),
                     "try %d, call %d, %d-th time: %s", t, c, k,
                     strerror(error));
                count(REFUSED, error != 0);
                nothing_is_left(before);
            } while (fired && k < 1000);
            must(!fired, "try %d calls %d without end", t, c);
        }
    count(CALLS, 1);
}
