#include "mp/process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mp/clock.h"

struct mp_process mp_process(mp_process_fn *target, void *arg)
{
    return (struct mp_process){.target = target, .arg = arg};
}

/* Write what is in a stream's buffer. Only where there is something: fflush
 * writes to the stream's lock, and each page that a process writes to for the
 * first time after a fork is copied, which costs more than a system call. */
static void flush(FILE *stream)
{
    if (__fpending(stream) > 0)
        fflush(stream);
}

/* Forget what is in it. */
static void purge(FILE *stream)
{
    if (__fpending(stream) > 0)
        __fpurge(stream);
}

/* The child's whole life. */
static _Noreturn void run(const struct mp_process *p, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    /* A parent that died before the line above sends no signal any more; but
     * then the child has been given another parent. */
    if (getppid() != parent)
        _exit(1);
    /* What another thread has printed since the flush is the parent's. */
    purge(stdout);
    purge(stderr);
    int code = p->target(p->arg);
    flush(stdout);
    flush(stderr);
    _exit(code & 0xff);
}

int mp_process_start(struct mp_process *p)
{
    int saved = errno, error = 0;

    if (p->state != MP_CREATED)
        return EBUSY;
    if (!p->target)
        return EINVAL;
    /* These two and not fflush(NULL), which hangs while another thread reads
     * stdin. */
    flush(stdout);
    flush(stderr);
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0)
        run(p, parent);
    if (pid < 0) {
        error = errno;
    } else {
        p->pid = pid;
        p->parent = parent;
        p->state = MP_STARTED;
    }
    if (errno != saved) /* as in flush: a write would copy a page */
        errno = saved;
    return error;
}

/* A copy of the struct that a fork has inherited is not the fork's to use. */
static bool is_ours(const struct mp_process *p)
{
    return p->state == MP_STARTED && p->parent == getpid();
}

/* One waitpid: 0 when the child has ended (p is then joined), EAGAIN when it
 * has not (with WNOHANG). */
static int reap(struct mp_process *p, int options)
{
    int status;
    pid_t pid;

    do
        pid = waitpid(p->pid, &status, options);
    while (pid < 0 && errno == EINTR);
    if (pid == 0)
        return EAGAIN;
    if (pid < 0)
        p->exitcode = MP_UNKNOWN; /* ECHILD: somebody else has reaped it */
    else if (WIFSIGNALED(status))
        p->exitcode = -WTERMSIG(status);
    else
        p->exitcode = WEXITSTATUS(status);
    p->state = MP_JOINED;
    return 0;
}

/* Sleep until the child ends, the deadline, a signal, or just a while. */
static void wait_for_end(const struct mp_process *p, int64_t deadline,
                         int64_t *nap)
{
    struct timespec left = mp_clock_timespec(mp_clock_left(deadline));
    int fd = (int)syscall(SYS_pidfd_open, p->pid, 0); /* is close-on-exec */

    if (fd >= 0) {
        ppoll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, &left, NULL);
        close(fd);
        return;
    }
    /* No pidfd (an old kernel, an emulator, no descriptor free): short sleeps,
     * growing to 10 ms. */
    struct timespec t = mp_clock_timespec(*nap);
    if (left.tv_sec == 0 && left.tv_nsec < t.tv_nsec)
        t = left;
    nanosleep(&t, NULL);
    if (*nap < MP_MS(10))
        *nap *= 2;
}

int mp_process_join_timed(struct mp_process *p, int64_t timeout)
{
    int saved = errno, error;
    int64_t nap = MP_US(50);

    if (p->state == MP_JOINED)
        return 0;
    if (!is_ours(p))
        return ESRCH;
    error = reap(p, timeout == MP_FOREVER ? 0 : WNOHANG);
    if (error == EAGAIN && timeout > 0) {
        int64_t deadline = mp_clock_deadline(timeout);
        do {
            wait_for_end(p, deadline, &nap);
            error = reap(p, WNOHANG);
        } while (error == EAGAIN && mp_clock_left(deadline) > 0);
        if (error == EAGAIN)
            error = ETIMEDOUT;
    }
    errno = saved;
    return error;
}

int mp_process_join(struct mp_process *p)
{
    return mp_process_join_timed(p, MP_FOREVER);
}

static int send_signal(const struct mp_process *p, int sig)
{
    int saved = errno, error = 0;

    if (!is_ours(p))
        return ESRCH;
    /* Until it is joined the pid is the child's, even when it has ended.
     * ESRCH: it has ended and somebody else has reaped it. */
    if (kill(p->pid, sig) < 0 && errno != ESRCH)
        error = errno;
    errno = saved;
    return error;
}

int mp_process_terminate(struct mp_process *p)
{
    return send_signal(p, SIGTERM);
}

int mp_process_kill(struct mp_process *p)
{
    return send_signal(p, SIGKILL);
}
