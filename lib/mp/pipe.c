#include "mp/pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* A descriptor above the three standard ones: where a program was started with
 * stdout closed, its prints must not get into a message. -1 with errno. */
static int raise_fd(int fd)
{
    int high, saved;

    if (fd > STDERR_FILENO)
        return fd;
    high = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    saved = errno;
    close(fd);
    errno = saved;
    return high;
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static int one_way(struct mp_pipe *from, struct mp_pipe *to)
{
    int fds[2];

    if (pipe2(fds, O_CLOEXEC))
        return errno;
    to->rfd = raise_fd(fds[0]);
    from->wfd = to->rfd < 0 ? fds[1] : raise_fd(fds[1]);
    if (to->rfd >= 0 && from->wfd >= 0)
        return 0;
    return errno;
}

static void ignore_sigpipe(void)
{
    struct sigaction now;

    if (sigaction(SIGPIPE, NULL, &now) == 0 && !(now.sa_flags & SA_SIGINFO) &&
        now.sa_handler == SIG_DFL)
        signal(SIGPIPE, SIG_IGN);
}

int mp_pipe(struct mp_pipe ends[2], enum mp_pipe_ways ways)
{
    int saved = errno, error;

    ends[0] = ends[1] = (struct mp_pipe){.rfd = -1, .wfd = -1};
    error = one_way(&ends[1], &ends[0]);
    if (!error && ways == MP_DUPLEX)
        error = one_way(&ends[0], &ends[1]);
    if (error) {
        mp_pipe_close(&ends[0]);
        mp_pipe_close(&ends[1]);
    } else {
        ignore_sigpipe();
    }
    errno = saved;
    return error;
}

void mp_pipe_close(struct mp_pipe *end)
{
    int saved = errno;

    close_fd(&end->rfd);
    close_fd(&end->wfd);
    free(end->ahead);
    end->ahead = NULL;
    end->wide = false;
    end->start = end->filled = 0;
    errno = saved;
}
