#include "mp/arena.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

static size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

static size_t whole_pages(size_t bytes)
{
    return bytes & ~(page_size() - 1);
}

/* How many bytes of addresses to ask for. More than the memory there is can
 * never be filled; a process with a limit on addresses needs them elsewhere. */
static size_t wanted(void)
{
    size_t bytes = (size_t)sysconf(_SC_PHYS_PAGES) * page_size();
    struct rlimit limit;

    if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur / 8 < bytes)
        bytes = limit.rlim_cur / 8;
    return whole_pages(bytes);
}

void mp_arena_create(struct mp_arena *arena)
{
    *arena = (struct mp_arena){0};
    /* A kernel that does not overcommit counts the whole: then ask for less. */
    for (size_t bytes = wanted(); bytes >= MP_ARENA_KEEP;
         bytes = whole_pages(bytes / 16)) {
        void *base = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (base == MAP_FAILED)
            continue;
        /* A core dump would walk through all of it. */
        madvise(base, bytes, MADV_DONTDUMP);
        *arena = (struct mp_arena){.base = base, .reserved = bytes};
        return;
    }
}

/* Give the memory behind from..ready back to the system. */
static void give_back(struct mp_arena *arena, size_t from, size_t to)
{
    madvise(arena->base + from, to - from, MADV_REMOVE);
}

int mp_arena_grow(struct mp_arena *arena, size_t size)
{
    size_t old = arena->ready;

    if (size <= old)
        return 0;
    if (size > arena->reserved)
        return ENOMEM;
    size = whole_pages(size + page_size() - 1);
    while (madvise(arena->base + old, size - old, MADV_POPULATE_WRITE) < 0) {
        if (errno == EINVAL) /* an older kernel */
            break;
        if (errno == EINTR || errno == EAGAIN)
            continue;
        give_back(arena, old, size);
        return ENOMEM;
    }
    arena->ready = size;
    return 0;
}

void mp_arena_trim(struct mp_arena *arena)
{
    if (arena->ready <= MP_ARENA_KEEP)
        return;
    give_back(arena, MP_ARENA_KEEP, arena->ready);
    arena->ready = MP_ARENA_KEEP;
}

void mp_arena_destroy(struct mp_arena *arena)
{
    if (arena->reserved > 0)
        munmap(arena->base, arena->reserved);
    *arena = (struct mp_arena){0};
}
