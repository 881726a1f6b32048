/* A process killed at each instruction of a queue's close: everybody who sleeps
 * in it is told, or nobody, and then by the next close. */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "mp/clock.h"
#include "queue_scene.h"

/* o: open, c: closed. */
static void closer_killed(struct point *p, struct scene *s, int end)
{
    struct killer k = {.call = victim_closes, .arg = s};
    long item[SCENE_MAX], x = 1;

    point_kill(p, &k);
    /* Fails for one reason or the other, and wakes nobody. */
    int error = s->plan.held ? mp_queue_put_timed(s->q, &x, sizeof x, 0)
                             : mp_queue_get_timed(s->q, &x, sizeof x, 0);
    must(error == EAGAIN || error == end, "a try: %s", strerror(error));
    p->outcome = error == end ? 'c' : 'o';
    int64_t since = p->killed.time;
    if (p->outcome == 'o') {
        since = mp_clock_now();
        victim_closes(s);
    }
    for (int i = 0; i < s->plan.sleepers; i++) {
        join_other(p, s, i, since);
        must(s->other[i].error == end, "sleeper %d: %s", i,
             strerror(s->other[i].error));
    }
    must(scene_drain(s, item, ENODATA) == s->plan.held, "items at the end");
}

static void closer_of_getters_killed(struct point *p)
{
    struct scene *s = scene_make(p->variant);

    others_get(s);
    closer_killed(p, s, ENODATA);
}

START_TEST(a_closer_killed_strands_no_getter)
{
    sweep_sleepers("close, 2 sleep in get", closer_of_getters_killed,
                   (struct plan){.capacity = 2, .sleepers = 2}, "oc");
}
END_TEST

static void closer_of_putters_killed(struct point *p)
{
    struct scene *s = scene_make(p->variant);

    others_put(s);
    closer_killed(p, s, EPIPE);
}

START_TEST(a_closer_killed_strands_no_putter)
{
    sweep_sleepers("close, 2 sleep in put", closer_of_putters_killed,
                   (struct plan){.capacity = 2, .held = 2, .sleepers = 2},
                   "oc");
}
END_TEST

/* Both kinds at once: a putter that is woken but stopped, and a getter that
 * sleeps because of it. Either the item passes between them, or both are told
 * of the end. */
static void closer_of_both_killed(struct point *p)
{
    struct scene *s = scene_make(p->variant);
    struct killer k = {.call = victim_closes, .arg = s};
    struct survivor *putter = &s->other[0], *getter = &s->other[1];
    long x;

    others_put(s);
    kill(putter->pid, SIGSTOP);
    must(mp_queue_get(s->q, &x, sizeof x) == 0 && x == 1, "get");
    another_gets(s);
    point_kill(p, &k);
    int64_t since = mp_clock_now();
    kill(putter->pid, SIGCONT);
    join_other(p, s, 0, since);
    join_other(p, s, 1, since);
    p->outcome = putter->error == EPIPE ? 'c' : 'o';
    if (p->outcome == 'c')
        must(getter->error == ENODATA, "getter: %s", strerror(getter->error));
    else
        must(putter->error == 0 && getter->error == 0 && getter->item == 1001,
             "the item did not pass: %s", strerror(getter->error));
    must(mp_queue_size(s->q) == 0, "size");
}

START_TEST(a_closer_killed_strands_neither_kind)
{
    sweep_sleepers("close, both kinds sleep", closer_of_both_killed,
                   (struct plan){.capacity = 1, .held = 1, .sleepers = 1},
                   "oc");
}
END_TEST

int main(int argc, char **argv)
{
    (void)argc;
    return killer_main("kill_closer", argv, a_closer_killed_strands_no_getter,
                       a_closer_killed_strands_no_putter,
                       a_closer_killed_strands_neither_kind, NULL);
}
