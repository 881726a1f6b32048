/* What the scenarios share. */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "mp/clock.h"
#include "torture.h"

/* --- chance ---------------------------------------------------------------
 */

static _Thread_local uint64_t state = 1; /* a thread that draws seeds its own */

void chance_seed(uint64_t seed)
{
    /* Neighbouring seeds shall give unlike series (splitmix64's mixing). */
    seed = (seed ^ (seed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    seed = (seed ^ (seed >> 27)) * UINT64_C(0x94d049bb133111eb);
    state = seed ^ (seed >> 31);
    state = state ? state : 1;
}

/* xorshift64* */
uint64_t chance(void)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * UINT64_C(0x2545f4914f6cdd1d);
}

int between(int low, int high)
{
    return low + (int)((chance() >> 11) % (uint64_t)(high - low + 1));
}

bool one_in(int n)
{
    return between(1, n) == 1;
}

int64_t pass_time(int64_t low, int64_t high)
{
    uint64_t width = (uint64_t)(high - low + 1);
    int64_t time = width == 1 ? low : low + (int64_t)((chance() >> 11) % width);
    int64_t end = mp_clock_now() + time;

    /* A sleep is never short; moments in the microseconds are spun for. */
    if (time > MP_MS(1)) {
        struct timespec t = mp_clock_timespec(time);
        nanosleep(&t, NULL);
    }
    while (mp_clock_now() < end)
        ;
    return time;
}

/* --- what must hold -------------------------------------------------------
 */

_Noreturn void goes_wrong(int line, const char *condition, const char *format,
                          ...)
{
    char text[400];
    va_list args;
    int n = snprintf(text, sizeof text, "    line %d: %s: ", line, condition);

    va_start(args, format);
    n += vsnprintf(text + n, sizeof text - (size_t)n, format, args);
    va_end(args);
    if (n > (int)sizeof text - 2)
        n = (int)sizeof text - 2;
    text[n] = '\n';
    /* One write: several processes may find the same. */
    if (write(STDOUT_FILENO, text, (size_t)n + 1) < 0)
        _exit(2);
    _exit(1);
}

/* --- processes ------------------------------------------------------------
 */

pid_t spawn(int (*fn)(void *arg), void *arg)
{
    pid_t parent = getpid();
    uint64_t series = chance(); /* for the child, another one each time */
    pid_t pid = fork();

    must(pid >= 0, "fork: %s", strerror(errno));
    if (pid > 0)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    chance_seed(series);
    _exit(fn(arg));
}

/* A worker's number may be old: a process that is not of this round is let
 * alone. */
static bool signal_ours(pid_t pid, int sig)
{
    return pid > 0 && getpgid(pid) == getpgrp() && kill(pid, sig) == 0;
}

void slay(pid_t pid)
{
    if (signal_ours(pid, SIGKILL))
        count(KILLED, 1);
}

void hold(pid_t pid, int64_t time)
{
    if (signal_ours(pid, SIGSTOP))
        count(STOPPED, 1);
    pass_time(time, time);
    signal_ours(pid, SIGCONT);
}

int reap(pid_t pid)
{
    int status;

    while (waitpid(pid, &status, 0) < 0)
        must(errno == EINTR, "waitpid: %s", strerror(errno));
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

void *common(size_t size)
{
    void *m = mmap(NULL, size, PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    must(m != MAP_FAILED, "mmap: %s", strerror(errno));
    return m;
}

int open_descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    int n = 0;

    if (!dir)
        return -1;
    while (readdir(dir))
        n++;
    closedir(dir);
    return n;
}

int shared_mappings(void)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    char line[512];
    int n = 0;

    if (!maps)
        return -1;
    while (fgets(line, sizeof line, maps))
        n += strstr(line, "/dev/zero") != NULL; /* so the kernel calls them */
    fclose(maps);
    return n;
}
