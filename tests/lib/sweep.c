#include "sweep.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mp/clock.h"

#define JOBS_MAX 64

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED
#endif

/* From one point to the next. */
static int stride(const struct sweep *s)
{
#ifdef SANITIZED
    return s->sample ? s->sample : 5;
#else
    (void)s;
    return 1;
#endif
}

static pid_t start_point(const struct sweep *s, struct point *p, long k)
{
    *p = (struct point){.k = k, .variant = s->variant, .trace = p->trace};
    pid_t pid = fork();
    if (pid == 0)
        point_run(p, s->point);
    if (pid > 0)
        setpgid(pid, pid); /* here too: whoever comes first */
    return pid;
}

/* --- in the test -----------------------------------------------------------
 */

struct run {
    pid_t pid; /* 0: free */
    int64_t deadline;
    struct point *p;
};

/* Wait for one to end and leave nothing of it. What went wrong stands in its
 * p->text. */
static void finish(struct run *r)
{
    int status = 0;
    siginfo_t end = {0};
    struct timespec nap = {0, 100 * 1000};

    /* Not reaped yet, so that its number stays its process group's. */
    while (waitid(P_PID, (id_t)r->pid, &end, WEXITED | WNOWAIT | WNOHANG) < 0 ||
           end.si_pid == 0) {
        if (mp_clock_left(r->deadline) == 0) {
            snprintf(r->p->text, sizeof r->p->text, "the survivors hang");
            break;
        }
        nanosleep(&nap, NULL);
    }
    kill(-r->pid, SIGKILL);
    waitpid(r->pid, &status, 0);
    r->pid = 0;
    if (r->p->text[0])
        return;
    if (status != 0)
        snprintf(r->p->text, sizeof r->p->text, "its process ended with 0x%x",
                 (unsigned)status);
    else if (!r->p->outcome)
        snprintf(r->p->text, sizeof r->p->text, "no outcome");
}

static void begin(const struct sweep *s, struct run *r, long k)
{
    r->deadline =
        mp_clock_deadline((int64_t)((s->deadline > 0 ? s->deadline : 5) * 1e9));
    r->pid = start_point(s, r->p, k);
    ck_assert_int_gt(r->pid, 0);
}

static void report(const struct sweep *s, const char *seen)
{
    printf("%s: killed at %zu points:", s->name, strlen(seen));
    for (int c = '!'; c < 127; c++)
        if (sweep_count(seen, (char)c))
            printf(" %c %ld", c, sweep_count(seen, (char)c));
    if (stride(s) > 1)
        printf(" (every %dth)", stride(s));
    printf("\n");
    fflush(stdout);
}

/* One point and what follows from it; true: as it should be. */
static bool conclude(const struct sweep *s, struct run *r)
{
    finish(r);
    for (int i = 1; i < 3 && r->p->late && !r->p->text[0]; i++) {
        begin(s, r, r->p->k);
        finish(r);
    }
    if (r->p->late && !r->p->text[0])
        snprintf(r->p->text, sizeof r->p->text, "late three times");
    return r->p->text[0] == '\0';
}

/* The first one that fails, or NULL. The outcomes go to seen. */
static struct point *run_points(const struct sweep *s, struct run *runs,
                                char *seen)
{
    struct killer_trace *trace = runs[0].p->trace;
    long jobs = s->jobs ? s->jobs : 1, begun = 0, done = 0;

    begin(s, &runs[0], KILLER_STEPS_MAX);
    if (!conclude(s, &runs[0]))
        return runs[0].p;
    char last = runs[0].p->outcome;
    /* Stopped at its end is the run that has just been. */
    long n = trace->n - (runs[0].p->killed.ended ? 1 : 0);
    n = (n + stride(s) - 1) / stride(s);
    for (; done < n; done++) {
        for (; begun < n && begun < done + jobs; begun++)
            begin(s, &runs[begun % jobs], begun * stride(s));
        struct run *r = &runs[done % jobs];
        if (!conclude(s, r))
            return r->p;
        seen[done] = r->p->outcome;
    }
    seen[done] = last;
    return NULL;
}

static void blame(const struct sweep *s, const struct point *p)
{
    if (s->flaw)
        memcpy(s->flaw, p->text, sizeof p->text);
    else if (p->k == KILLER_STEPS_MAX)
        ck_abort_msg("%s: killed at its end: %s", s->name, p->text);
    else
        ck_abort_msg("%s: killed after %ld instructions, at %s: %s", s->name,
                     p->k, killer_where(p->killed.pc), p->text);
}

static void *shared_memory(size_t size)
{
    void *m = mmap(NULL, size, PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    ck_assert(m != MAP_FAILED);
    return m;
}

char *sweep(const struct sweep *s)
{
    struct run runs[JOBS_MAX] = {0};
    char *seen = calloc(KILLER_STEPS_MAX + 1, 1);
    struct killer_trace *trace = shared_memory(sizeof *trace);
    struct point *points = shared_memory(sizeof *points * JOBS_MAX);

    ck_assert(seen && s->jobs <= JOBS_MAX);
    for (int i = 0; i < JOBS_MAX; i++) {
        runs[i].p = &points[i];
        points[i].trace = trace;
    }
    fflush(stdout);
    const struct point *failed = run_points(s, runs, seen);
    for (int i = 0; i < JOBS_MAX; i++)
        if (runs[i].pid > 0) {
            kill(-runs[i].pid, SIGKILL);
            waitpid(runs[i].pid, NULL, 0);
        }
    report(s, seen);
    if (failed)
        blame(s, failed);
    munmap(points, sizeof *points * JOBS_MAX);
    munmap(trace, sizeof *trace);
    ck_assert_msg(failed || (long)strlen(seen) * stride(s) >= s->at_least,
                  "%s: only %zu points", s->name, strlen(seen));
    return seen;
}

/* --- outcomes -------------------------------------------------------------
 */

const char *sweep_shape(const char *outcomes)
{
    static char shape[64];
    size_t n = 0;

    for (const char *c = outcomes; *c && n < sizeof shape - 1; c++)
        if (n == 0 || shape[n - 1] != *c)
            shape[n++] = *c;
    shape[n] = '\0';
    return shape;
}

long sweep_count(const char *outcomes, char outcome)
{
    long n = 0;

    for (; *outcomes; outcomes++)
        n += *outcomes == outcome;
    return n;
}
