/* The rounds: start, watch, clear up, count. See torture.h. */
#include "torture.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mp/clock.h"

#define DEADLINE   MP_S(20) /* of a round */
#define GONE_AFTER MP_S(2)  /* of a dead round's processes */

static const struct scenario scenarios[] = {
    {"pool_killed", pool_killed},
    {"queue_killed", queue_killed},
    {"lock_killed", lock_killed},
    {"pipe_killed", pipe_killed},
    {"caller_killed", caller_killed},
    {"pool_stopped", pool_stopped},
    {"queue_stopped", queue_stopped},
    {"pipe_stopped", pipe_stopped},
    {"storm", storm},
    {"calls_fail", calls_fail},
    {"limits", limits},
};
enum { SCENARIOS = sizeof scenarios / sizeof scenarios[0] };

static atomic_long *events; /* shared by all rounds */

void count(enum event event, long n)
{
    atomic_fetch_add_explicit(&events[event], n, memory_order_relaxed);
}

/* --- nothing left behind --------------------------------------------------
 */

/* Our own files in a directory. */
static int files_in(const char *path)
{
    DIR *dir = opendir(path);
    int n = 0;

    if (!dir)
        return 0;
    for (struct dirent *e; (e = readdir(dir));) {
        struct stat s;
        if (fstatat(dirfd(dir), e->d_name, &s, AT_SYMLINK_NOFOLLOW) == 0 &&
            e->d_name[0] != '.' && s.st_uid == geteuid())
            n++;
    }
    closedir(dir);
    return n;
}

static int files(void)
{
    const char *tmp = getenv("TMPDIR"); /* tests/torture/run gives us our own */

    return files_in("/dev/shm") + (tmp ? files_in(tmp) : 0);
}

/* Orphans of a round come to this process, a subreaper. They must end by
 * themselves. */
static bool orphans_end(void)
{
    int64_t deadline = mp_clock_deadline(GONE_AFTER);
    pid_t pid;

    while ((pid = waitpid(-1, NULL, WNOHANG)) >= 0) {
        if (pid == 0 && mp_clock_left(deadline) == 0)
            return false;
        if (pid == 0)
            usleep(200);
    }
    return true;
}

/* --- a round --------------------------------------------------------------
 */

/* The one of that name, or the seed's; NULL: there is none of that name. */
static const struct scenario *scenario_of(uint64_t seed, const char *only)
{
    if (!only)
        return &scenarios[seed % SCENARIOS];
    for (int i = 0; i < SCENARIOS; i++)
        if (strcmp(scenarios[i].name, only) == 0)
            return &scenarios[i];
    return NULL;
}

static _Noreturn void live_round(const struct scenario *s, uint64_t seed)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setpgid(0, 0);
    chance_seed(seed);
    int before = open_descriptors();
    s->run();
    errno = 0;
    must(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD,
         "a child is left");
    must(open_descriptors() == before, "descriptors: %d, then %d", before,
         open_descriptors());
    _exit(0);
}

/* Others may use /dev/shm meanwhile: they get a second to clear up, and what they
 * had there before may go. */
static bool file_left(int before)
{
    for (int i = 0; i < 100; i++) {
        if (files() <= before)
            return false;
        usleep(10000);
    }
    return true;
}

/* NULL: all is well. */
static const char *run_round(const struct scenario *s, uint64_t seed)
{
    int64_t deadline = mp_clock_deadline(DEADLINE);
    int status = 0, before = files();
    const char *wrong = NULL;
    siginfo_t end = {0};
    pid_t pid = fork();

    if (pid < 0)
        return "fork failed";
    if (pid == 0)
        live_round(s, seed);
    setpgid(pid, pid);
    /* Not reaped yet, so that its number stays its group's. */
    while (waitid(P_PID, (id_t)pid, &end, WEXITED | WNOWAIT | WNOHANG) == 0 &&
           end.si_pid == 0) {
        if (mp_clock_left(deadline) == 0) {
            wrong = "hangs";
            kill(-pid, SIGKILL);
        }
        usleep(200);
    }
    waitpid(pid, &status, 0);
    if (!wrong && status != 0)
        wrong = WIFSIGNALED(status) ? "died" : "went wrong";
    if (!orphans_end()) {
        wrong = wrong ? wrong : "left processes behind";
        kill(-pid, SIGKILL);
        orphans_end();
    }
    if (!wrong && file_left(before))
        wrong = "left a file behind";
    return wrong;
}

/* --- all of them ----------------------------------------------------------
 */

static void report(FILE *out, long rounds, long failed)
{
    static const char *names[EVENTS] = {
        "killed",   "stopped",         "signals", "items lost",
        "suspects", "broken messages", "refused", "right"};

    fprintf(out, "%ld rounds, %ld failed:", rounds, failed);
    for (int e = 0; e < EVENTS; e++)
        fprintf(out, "%s %s %ld", e ? "," : "", names[e],
                atomic_load(&events[e]));
    fprintf(out, "\n");
    fflush(out);
}

int main(int argc, char **argv)
{
    long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 0, failed = 0;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    const char *only = argc > 3 ? argv[3] : NULL;
    int64_t next = 0;

    if (rounds < 1 || seed == 0 || !scenario_of(seed, only)) {
        fprintf(stderr, "usage: torture ROUNDS SEED [SCENARIO]\n");
        for (int s = 0; s < SCENARIOS; s++)
            fprintf(stderr, "    %s\n", scenarios[s].name);
        return 2;
    }
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    events = common(EVENTS * sizeof *events);
    printf("torture: %ld rounds from SEED=%llu\n", rounds,
           (unsigned long long)seed);
    for (long i = 1; i <= rounds && failed < 10; i++, seed++) {
        const struct scenario *s = scenario_of(seed, only);
        fflush(stdout);
        const char *wrong = run_round(s, seed);
        if (wrong) {
            failed++;
            printf("round %ld, %s, %s: repeat with ROUNDS=1 SEED=%llu%s%s\n", i,
                   s->name, wrong, (unsigned long long)seed,
                   only ? " ONLY=" : "", only ? only : "");
        }
        if (mp_clock_now() >= next || i == rounds || failed == 10) {
            report(stdout, i, failed);
            next = mp_clock_deadline(MP_S(1));
        }
    }
    return failed > 0 || atomic_load(&events[CALLS]) == 0;
}
