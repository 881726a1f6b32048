#include "queue_scene.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mp/clock.h"
#include "mp/shared.h"

#define NOBODY_LATE_AFTER MP_MS(500)

struct scene *scene_make(const struct plan *plan)
{
    struct scene *s = mp_value(sizeof *s);
    long item;

    must(s, "no memory");
    s->plan = *plan;
    s->error = -1;
    s->q = mp_queue_create(plan->capacity, sizeof item, plan->flags);
    must(s->q, "create: %s", strerror(errno));
    for (int i = 0; i < 3; i++) {
        must(mp_queue_put_timed(s->q, &item, sizeof item, 0) == 0, "put");
        must(mp_queue_get_timed(s->q, &item, sizeof item, 0) == 0, "get");
    }
    for (item = 1; (size_t)item <= plan->held; item++)
        must(mp_queue_put_timed(s->q, &item, sizeof item, 0) == 0, "put");
    return s;
}

/* --- victims -------------------------------------------------------------- */

static int64_t timeout(const struct scene *s)
{
    return s->plan.timeout ? s->plan.timeout : MP_FOREVER;
}

void victim_puts(void *scene)
{
    struct scene *s = scene;

    for (size_t i = 0; i < s->plan.batch; i++)
        s->item[i] = (long)(s->plan.held + i + 1);
    s->error = mp_queue_put_many(s->q, s->item, s->plan.batch,
                                 sizeof s->item[0], timeout(s));
}

void victim_gets(void *scene)
{
    struct scene *s = scene;

    s->error = mp_queue_get_many(s->q, s->item, s->plan.batch,
                                 sizeof s->item[0], &s->got, timeout(s));
}

void victim_closes(void *scene)
{
    struct scene *s = scene;

    s->error = mp_queue_close(s->q);
}

/* --- survivors ------------------------------------------------------------ */

static int put_one(void *arg)
{
    struct survivor *me = arg;

    me->error = mp_queue_put(me->scene->q, &me->item, sizeof me->item);
    me->time = mp_clock_now();
    return 0;
}

static int get_one(void *arg)
{
    struct survivor *me = arg;

    me->error = mp_queue_get(me->scene->q, &me->item, sizeof me->item);
    me->time = mp_clock_now();
    return 0;
}

static void start(struct scene *s, int i, int (*fn)(void *arg))
{
    s->other[i] = (struct survivor){.scene = s, .item = 1001 + i};
    s->other[i].pid = point_start_asleep(fn, &s->other[i]);
}

void others_put(void *scene)
{
    struct scene *s = scene;

    for (int i = 0; i < s->plan.sleepers; i++)
        start(s, i, put_one);
}

void others_get(void *scene)
{
    struct scene *s = scene;

    for (int i = 0; i < s->plan.sleepers; i++)
        start(s, i, get_one);
}

void another_gets(struct scene *s)
{
    start(s, 1, get_one);
}

void join_other(struct point *p, struct scene *s, int i, int64_t since)
{
    must(point_join(s->other[i].pid) == 0, "survivor %d", i);
    if (s->other[i].time - since > NOBODY_LATE_AFTER)
        p->late = true;
}

bool scene_has_committed(const struct scene *s)
{
    /* In this order: whoever has changed the size back before it is read is on
     * the way out, and does not sleep any more. */
    if (mp_queue_size(s->q) != s->plan.held)
        return true;
    for (int i = 0; i < s->plan.sleepers; i++)
        killer_await_sleep(s->other[i].pid);
    return s->other[0].time || s->other[1].time;
}

/* --- afterwards ----------------------------------------------------------- */

size_t scene_drain(struct scene *s, long item[SCENE_MAX], int end)
{
    size_t size = mp_queue_size(s->q), n = 0;
    int error;

    must(size <= s->plan.capacity, "%zu items in it", size);
    must(mp_queue_empty(s->q) == (size == 0), "empty, of %zu", size);
    for (long x; (error = mp_queue_get_timed(s->q, &x, sizeof x, 0)) == 0; n++)
        if (n < SCENE_MAX)
            item[n] = x;
    must(error == end, "the end says %s", strerror(error));
    must(n == size, "%zu items where %zu were said to be", n, size);
    must(mp_queue_size(s->q) == 0, "drained and not empty");
    return n;
}

void scene_works_on(struct scene *s)
{
    long item[SCENE_MAX], x;

    for (x = 1; x <= (long)s->plan.capacity; x++)
        must(mp_queue_put_timed(s->q, &x, sizeof x, 0) == 0, "put %ld", x);
    must(mp_queue_put_timed(s->q, &x, sizeof x, 0) == EAGAIN, "overfull");
    must(scene_drain(s, item, EAGAIN) == s->plan.capacity, "not full");
    for (x = 1; x <= (long)s->plan.capacity; x++)
        must(item[x - 1] == x, "item %ld is %ld", x, item[x - 1]);
}

void scene_has_items(const long *item, size_t n, long from)
{
    unsigned long found = 0;

    for (size_t i = 0; i < n; i++)
        if (item[i] >= from && item[i] < from + (long)n)
            found |= 1UL << (item[i] - from);
    must(found == (1UL << n) - 1, "%zu items from %ld: %ld, %ld, ...", n, from,
         item[0], item[1]);
}

/* --- sweeps --------------------------------------------------------------- */

void sweep_sleepers(const char *name, void (*point)(struct point *p),
                    struct plan plan, const char *shape)
{
    char *seen = sweep(&(struct sweep){.name = name,
                                       .point = point,
                                       .variant = &plan,
                                       .jobs = 48,
                                       .at_least = 20});

    if (shape)
        ck_assert_str_eq(sweep_shape(seen), shape);
    else
        ck_assert(sweep_count(seen, 'a') > 5 && sweep_count(seen, 'p') > 5);
    free(seen);
}
