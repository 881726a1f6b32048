/* file_lock - a lock that the kernel keeps for a file: two system calls an
 * update, and no memory to share.
 *
 * Source: Linux 3.15, 2014 (fcntl, F_OFD_SETLKW); POSIX.1-2024. It belongs to
 * the open file description. A child inherits its parent's, and would never be
 * kept out by it, so each worker opens the file anew. When the last descriptor
 * is closed, as by a death, the lock is free, and nobody is told.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fix.h"
#include "kit/die.h"

/* A file without a name. */
static int make(struct fix_worker *w)
{
    int *file = w->shared;

    *file = memfd_create("account", MFD_CLOEXEC);
    return *file < 0 ? errno : 0;
}

static int drop(struct fix_worker *w)
{
    return close(*(int *)w->shared) ? errno : 0;
}

static int open_anew(int file)
{
    char path[32];

    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    check(fd < 0 ? errno : 0, path);
    return fd;
}

static void set(int fd, short type)
{
    struct flock whole = {.l_type = type, .l_whence = SEEK_SET};

    while (fcntl(fd, F_OFD_SETLKW, &whole))
        if (errno != EINTR)
            check(errno, "file_lock");
}

static void work(struct fix_worker *w)
{
    int fd = open_anew(*(int *)w->shared);

    while (fix_next(w)) {
        set(fd, F_WRLCK);
        fix_update(w);
        set(fd, F_UNLCK);
    }
    close(fd);
}

const struct fix fix_file_lock = {.name = "file_lock",
                                  .idea =
                                      "a lock that the kernel keeps for a file",
                                  .source = "Linux 2014; POSIX 2024",
                                  .killed = "freed",
                                  .size = sizeof(int),
                                  .open = make,
                                  .close = drop,
                                  .work = work};
