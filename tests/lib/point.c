/* point.c - what a point of a sweep does in its own process. */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sweep.h"

static struct point *this_point;

_Noreturn void point_fails(const char *condition, const char *format, ...)
{
    va_list args;
    int n =
        snprintf(this_point->text, sizeof this_point->text, "%s: ", condition);

    va_start(args, format);
    if (n > 0 && (size_t)n < sizeof this_point->text)
        vsnprintf(this_point->text + n, sizeof this_point->text - (size_t)n,
                  format, args);
    va_end(args);
    _exit(1);
}

pid_t point_start(int (*fn)(void *arg), void *arg)
{
    pid_t pid = fork();

    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        _exit(fn(arg));
    }
    must(pid > 0, "%s", strerror(errno));
    return pid;
}

pid_t point_start_asleep(int (*fn)(void *arg), void *arg)
{
    pid_t pid = point_start(fn, arg);

    killer_await_sleep(pid);
    return pid;
}

int point_join(pid_t pid)
{
    int status = 0;

    while (waitpid(pid, &status, 0) < 0)
        must(errno == EINTR, "waitpid: %s", strerror(errno));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

void point_kill(struct point *p, const struct killer *k)
{
    p->killed = killer_kill_after(k, p->k, p->trace);
}

_Noreturn void point_run(struct point *p, void (*fn)(struct point *p))
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setpgid(0, 0);
    this_point = p;
    fn(p);
    _exit(0);
}
