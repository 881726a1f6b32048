/* Descriptors, address space and processes run out for real. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "mp/pool.h"
#include "mp/shared.h"
#include "torture.h"
#include "tries.h"

static struct rlimit before;

static void limit(__rlimit_resource_t what, rlim_t soft)
{
    struct rlimit now;

    must(getrlimit(what, &before) == 0, "getrlimit");
    now = before;
    now.rlim_cur = soft < before.rlim_max ? soft : before.rlim_max;
    must(setrlimit(what, &now) == 0, "setrlimit: %s", strerror(errno));
}

static void unlimit(__rlimit_resource_t what)
{
    must(setrlimit(what, &before) == 0, "setrlimit: %s", strerror(errno));
}

/* All of them under a limit: each works, or says why not. */
static void try_under(__rlimit_resource_t what, rlim_t soft, int error,
                      int other_error)
{
    struct holdings held = what_is_held();

    for (int t = 0; t < TRIES; t++) {
        limit(what, soft);
        int got = tries[t]();
        unlimit(what);
        must(got == 0 || got == error || got == other_error, "try %d: %s", t,
             strerror(got));
        count(REFUSED, got != 0);
        count(CALLS, got == 0);
        nothing_is_left(held);
    }
}

static int descriptors_run_out(void *arg)
{
    (void)arg;
    int free = dup(STDERR_FILENO);

    close(free);
    try_under(RLIMIT_NOFILE, (rlim_t)(free + between(0, 4)), EMFILE, EMFILE);
    return 0;
}

static int address_space_runs_out(void *arg)
{
    FILE *statm = fopen("/proc/self/statm", "re");
    long pages = 0;

    (void)arg;
    must(statm && fscanf(statm, "%ld", &pages) == 1, "statm");
    fclose(statm);
    larger = (size_t)between(1, 10000);
    rlim_t used = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
    try_under(RLIMIT_AS, used + (rlim_t)between(0, 32 << 20), ENOMEM, EAGAIN);
    return 0;
}

/* A user whom nobody else is, so that the limit counts this process only; where
 * we are not root, we may not fork at all then. */
static void become_ordinary_user(void)
{
    if (geteuid() == 0)
        must(setuid(100000 + (uid_t)getpid()) == 0, "setuid");
    /* Setting the user clears it. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static int processes_run_out(void *arg)
{
    (void)arg;
    become_ordinary_user();
    try_under(RLIMIT_NPROC, (rlim_t)between(1, 4), EAGAIN, EAGAIN);
    return 0;
}

static int dies_at_3(const void *input, void *result)
{
    if (*(const size_t *)input == 3)
        raise(SIGKILL);
    *(size_t *)result = 1;
    return 0;
}

/* A worker dies and cannot be replaced: the map says so, and the pool works
 * again when it can. */
static int no_replacement(void *arg)
{
    struct mp_map_report report;
    size_t results[10] = {0};
    struct mp_map map = {.task = dies_at_3,
                         .n = 10,
                         .results = results,
                         .result_size = sizeof results[0]};
    struct mp_pool *pool;

    (void)arg;
    become_ordinary_user();
    pool = mp_pool_create(1);
    must(pool, "create: %s", strerror(errno));
    limit(RLIMIT_NPROC, 1);
    int error = mp_pool_map(pool, &map, &report);
    unlimit(RLIMIT_NPROC);
    must(error == ECANCELED && report.failed > 0 && report.deaths == 1,
         "map: %s, %zu failed, %d deaths", strerror(error), report.failed,
         report.deaths);
    for (size_t e = 0; e < report.failed; e++)
        must(report.errors[e].error ==
                 (report.errors[e].index == 3 ? 0 : EAGAIN),
             "item %zu: %d", report.errors[e].index, report.errors[e].error);
    count(REFUSED, (long)report.failed - 1);
    free(report.errors);
    map.n = 3;
    must(mp_pool_map(pool, &map, NULL) == 0, "the map after it");
    mp_pool_destroy(pool);
    count(CALLS, 1);
    return 0;
}

void limits(void)
{
    must(reap(spawn(descriptors_run_out, NULL)) == 0, "descriptors");
    must(reap(spawn(address_space_runs_out, NULL)) == 0, "address space");
    must(reap(spawn(processes_run_out, NULL)) == 0, "processes");
    must(reap(spawn(no_replacement, NULL)) == 0, "no replacement");
}
