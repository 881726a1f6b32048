/* sweep.h - kill a call at each of its instructions, one run each.
 *
 *     static void point(struct point *p)
 *     {
 *         struct mp_queue *q = mp_queue_create(4, 8, 0);    the scene
 *         struct killer k = {.call = put, .arg = q};
 *         point_kill(p, &k);                                the death
 *         int error = mp_queue_get_timed(q, &x, sizeof x, 0);
 *         must(error == 0 || error == EAGAIN, "get: %d", error);
 *         p->outcome = error ? 'a' : 'p';                   absent, present
 *     }
 *     ...
 *     char *seen = sweep(&(struct sweep){.name = "put", .point = point});
 *     ck_assert_str_eq(sweep_shape(seen), "ap");
 *
 * Each point runs in a process of its own, as leader of its process group, with
 * a hard deadline: a hang is a failure that names the instruction. The first
 * run goes to the end of the call and finds how many instructions it has; the
 * others are killed after 0, 1, 2, ... of them.
 *
 * The outcomes come back as a string of one letter a point, so that a test can
 * say how they follow each other: in a call that commits by one store "absent"
 * changes to "present" once and never back.
 */
#ifndef SWEEP_H
#define SWEEP_H

#include "killer.h"

struct point {
    long k; /* kill after so many instructions */
    struct killer_trace *trace;
    const void *variant;  /* from the sweep */
    struct killed killed; /* out */
    char outcome;         /* out: a letter */
    bool late;            /* out: right, but later than promised. The point is
                             run again, and fails if it is late three times: on
                             a busy machine anything may be late once */
    char text[256];       /* what must() found */
};

struct sweep {
    const char *name;
    void (*point)(struct point *p);
    const void *variant;
    int jobs;      /* points at the same time; 0: 1. More where points sleep
                      more than they work. */
    long at_least; /* fewer points than this fail: an empty sweep */
    int sample;    /* all points; but under the address sanitizer, where a call
                      has several times the instructions, each so-manieth;
                      0: 5 */
    double deadline; /* seconds a point; 0: 5 */
    char *flaw;      /* instead: where the first failure's text goes (tests of
                              the killer itself); char[256] */
};

/* Run all points. A failure ends the test with the point, the instruction and
 * what must() said. The caller frees what comes back. */
char *sweep(const struct sweep *s);

/* "aaappp" -> "ap". Static buffer. */
const char *sweep_shape(const char *outcomes);

long sweep_count(const char *outcomes, char outcome);

/* In a point: the death, to p->killed. */
void point_kill(struct point *p, const struct killer *k);

/* In a point: what must hold. */
#define must(condition, ...) \
    ((condition) ? (void)0 : point_fails(#condition, __VA_ARGS__))

_Noreturn void point_fails(const char *condition, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* In a point: a process that runs fn(arg) beside the victim and survives it;
 * its exit code is what fn returns. Killed with the point if it hangs. */
pid_t point_start(int (*fn)(void *arg), void *arg);

/* The same, returning when it sleeps. */
pid_t point_start_asleep(int (*fn)(void *arg), void *arg);

/* Wait for its end; the exit code, or -signal. */
int point_join(pid_t pid);

/* For sweep: be a point, in a process of its own. */
_Noreturn void point_run(struct point *p, void (*fn)(struct point *p));

#endif
