/* inside.c - what results/validate preloads into other people's instruments, so
 * that they do the very job that ours does.
 *
 * MPBENCH_PIN_CHILD=1   a forked process runs on that CPU. perf bench sched pipe
 *     cannot pin its two processes to two CPUs; lat_ipc does.
 *
 * MPBENCH_INSIDE=FILE   lat_start runs in stress-ng's own fork worker, before
 *     its loop begins, and writes its record to FILE. What a fork costs depends on
 *     the memory and mappings of who forks: in one and the same process only the
 *     two loops and their clocks are left to differ.
 *
 * MPBENCH_BARE=1   that worker forks and waits, and no more: its child ends at
 *     once, without the calls that stress-ng has it make, and the table that the
 *     worker clears in each turn (128000 bytes, so 32 pages that fork made read-only
 *     fault; a tenth of the turn) stays as it is: it writes each entry anew anyway.
 *
 * All of libmp and lat_start is in this object, hidden but for fork
 * and memset.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

int lat_start_main(int argc, char **argv); /* its main, renamed */

#define SHOWN __attribute__((visibility("default")))
SHOWN pid_t fork(void);
SHOWN void *memset(void *to, int value, size_t n);

static void pin(const char *cpu)
{
    cpu_set_t one;

    CPU_ZERO(&one);
    CPU_SET((size_t)atoi(cpu), &one);
    if (sched_setaffinity(0, sizeof one, &one))
        _exit(1); /* no figure is better than one of something else */
}

/* With stdout going to the file meanwhile. */
static void run_lat_start(const char *file)
{
    static char *args[] = {"lat_start",     "--row=process", "--rounds=3",
                           "--block=100ms", "--format=json", NULL};
    int saved = dup(STDOUT_FILENO);
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (saved < 0 || fd < 0 || dup2(fd, STDOUT_FILENO) < 0)
        return;
    lat_start_main(5, args);
    fflush(stdout);
    dup2(saved, STDOUT_FILENO);
    close(saved);
    close(fd);
}

static bool in_worker(void)
{
    char name[16] = "";

    return prctl(PR_GET_NAME, name) == 0 && strcmp(name, "stress-ng-fork") == 0;
}

static bool bare(void)
{
    return getenv("MPBENCH_BARE") && in_worker();
}

void *memset(void *to, int value, size_t n)
{
    volatile unsigned char *p = to; /* or this becomes a call of itself */

    if (n >= 65536 && value == 0 && bare())
        return to;
    while (n--)
        *p++ = (unsigned char)value;
    return to;
}

pid_t fork(void)
{
    static pid_t (*real)(void);
    const char *cpu = getenv("MPBENCH_PIN_CHILD");
    const char *file = getenv("MPBENCH_INSIDE");
    bool at_once = bare();
    pid_t pid;

    if (!real)
        *(void **)&real = dlsym(RTLD_NEXT, "fork");
    if (file && in_worker()) {
        unsetenv("MPBENCH_INSIDE"); /* it forks itself */
        run_lat_start(file);
    }
    pid = real();
    if (pid == 0 && at_once)
        _exit(0);
    if (pid == 0 && cpu)
        pin(cpu);
    return pid;
}
