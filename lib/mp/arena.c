#include "mp/arena.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

/* A signal in fallocate undoes what the call has done: ask for little at once.
 */
#define PIECE ((size_t)1 << 20)

static void *map_file(const struct mp_arena *arena, size_t from, size_t size)
{
    return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, arena->fd,
                (off_t)from);
}

static int set_length(const struct mp_arena *arena, size_t length)
{
    while (ftruncate(arena->fd, (off_t)length) < 0)
        if (errno != EINTR)
            return ENOMEM;
    return 0;
}

int mp_arena_create(struct mp_arena *arena, size_t fixed)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    int fd = memfd_create("mp_pool", MFD_CLOEXEC);

    if (fd < 0)
        return errno == EMFILE || errno == ENFILE ? errno : ENOMEM;
    *arena = (struct mp_arena){.fd = fd,
                               .fixed_size = (fixed + page - 1) / page * page};
    if (set_length(arena, arena->fixed_size) == 0) {
        arena->fixed = map_file(arena, 0, arena->fixed_size);
        if (arena->fixed != MAP_FAILED)
            return 0;
    }
    close(fd);
    return ENOMEM;
}

/* Set memory aside for what comes behind the fixed part. */
static int reserve(const struct mp_arena *arena, size_t size)
{
    for (size_t done = 0; done < size;) {
        size_t piece = size - done < PIECE ? size - done : PIECE;

        if (fallocate(arena->fd, 0, (off_t)(arena->fixed_size + done),
                      (off_t)piece) == 0)
            done += piece;
        else if (errno != EINTR)
            return ENOMEM;
    }
    return 0;
}

int mp_arena_extend(struct mp_arena *arena, size_t size)
{
    size_t pages = (size_t)sysconf(_SC_PHYS_PAGES);

    /* Filling all memory first would get other processes killed. */
    if (size / (size_t)sysconf(_SC_PAGESIZE) >= pages)
        return ENOMEM;
    int error = mp_arena_follow(arena, size);
    if (!error)
        error = reserve(arena, size);
    if (error)
        mp_arena_shorten(arena);
    return error;
}

int mp_arena_follow(struct mp_arena *arena, size_t size)
{
    void *extra;

    if (size == arena->extra_size)
        return 0;
    if (arena->extra_size > 0)
        munmap(arena->extra, arena->extra_size);
    arena->extra = NULL;
    arena->extra_size = 0;
    if (size == 0)
        return 0;
    extra = map_file(arena, arena->fixed_size, size);
    if (extra == MAP_FAILED)
        return ENOMEM;
    arena->extra = extra;
    arena->extra_size = size;
    return 0;
}

void mp_arena_shorten(struct mp_arena *arena)
{
    mp_arena_follow(arena, 0);
    set_length(arena, arena->fixed_size);
}

void mp_arena_destroy(struct mp_arena *arena)
{
    mp_arena_follow(arena, 0);
    munmap(arena->fixed, arena->fixed_size);
    close(arena->fd);
}
