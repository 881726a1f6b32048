/* A process killed at each instruction of a queue's get and close: an item is
 * there or gone with its getter, never twice; a queue is closed or open. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mp/clock.h"
#include "queue_scene.h"

/* --- get ------------------------------------------------------------------ */

/* h: the items are here, g: gone with the getter. Others, if any, were in their
 * get. */
static void killed_in_get(struct point *p)
{
    const struct plan *plan = p->variant;
    struct scene *s = scene_make(plan);
    struct killer k = {.call = plan->call,
                       .arg = s,
                       .before_death = others_get,
                       .asleep = killer_keep_waiting};
    size_t others = (size_t)plan->sleepers;
    long item[SCENE_MAX];

    point_kill(p, &k);
    for (int i = 0; i < plan->sleepers; i++)
        join_other(p, s, i, p->killed.time);
    size_t n = scene_drain(s, item, EAGAIN);
    size_t gone = plan->held - others - n;
    must(gone == 0 || gone == plan->batch, "%zu of %zu gone", gone,
         plan->batch);
    for (size_t i = 0; i < others; i++)
        must(s->other[i].item == (long)(gone + i + 1), "survivor %zu has %ld",
             i, s->other[i].item);
    for (size_t i = 0; i < n; i++)
        must(item[i] == (long)(gone + others + i + 1), "item %zu is %ld", i,
             item[i]);
    for (size_t i = 0; p->killed.ended && i < gone; i++)
        must(s->item[i] == (long)i + 1, "it had got %ld", s->item[i]);
    must(!p->killed.ended || s->error || s->got == gone, "got %zu", s->got);
    scene_works_on(s);
    p->outcome = gone ? 'g' : 'h';
}

static void sweep_get(const char *name, struct plan plan, const char *shape)
{
    char *seen = sweep(&(struct sweep){.name = name,
                                       .point = killed_in_get,
                                       .variant = &plan,
                                       .jobs = plan.sleepers ? 4 : 1,
                                       .at_least = 60});

    ck_assert_str_eq(sweep_shape(seen), shape);
    free(seen);
}

START_TEST(a_got_item_is_here_and_then_gone_and_never_twice)
{
    sweep_get("get",
              (struct plan){
                  .capacity = 4, .held = 3, .batch = 1, .call = victim_gets},
              "hg");
}
END_TEST

START_TEST(a_batch_is_got_whole_or_not_at_all)
{
    sweep_get("get 3",
              (struct plan){
                  .capacity = 4, .held = 4, .batch = 3, .call = victim_gets},
              "hg");
}
END_TEST

START_TEST(one_to_one_a_got_item_is_here_and_then_gone)
{
    sweep_get("one-to-one get",
              (struct plan){.flags = MP_QUEUE_ONE_TO_ONE,
                            .capacity = 4,
                            .held = 3,
                            .batch = 1,
                            .call = victim_gets},
              "hg");
}
END_TEST

START_TEST(one_to_one_a_batch_is_got_whole_or_not_at_all)
{
    sweep_get("one-to-one get 3",
              (struct plan){.flags = MP_QUEUE_ONE_TO_ONE,
                            .capacity = 4,
                            .held = 4,
                            .batch = 3,
                            .call = victim_gets},
              "hg");
}
END_TEST

START_TEST(others_who_get_meanwhile_go_on)
{
    sweep_get("get among others",
              (struct plan){.capacity = 5,
                            .held = 5,
                            .batch = 2,
                            .sleepers = 2,
                            .call = victim_gets},
              "hg");
}
END_TEST

START_TEST(a_get_that_times_out_takes_nothing)
{
    sweep_get("get, empty",
              (struct plan){.capacity = 2,
                            .batch = 1,
                            .call = victim_gets,
                            .timeout = MP_MS(1)},
              "h");
}
END_TEST

/* --- close ---------------------------------------------------------------- */

/* o: open, c: closed. */
static void killed_in_close(struct point *p)
{
    struct scene *s = scene_make(p->variant);
    struct killer k = {.call = victim_closes, .arg = s};
    long item[SCENE_MAX], x = 3;

    point_kill(p, &k);
    int error = mp_queue_put_timed(s->q, &x, sizeof x, 0);
    must(error == 0 || error == EPIPE, "put: %s", strerror(error));
    must(mp_queue_size(s->q) == (error ? 2 : 3), "a put's size");
    must(scene_drain(s, item, error ? ENODATA : EAGAIN) == (error ? 2 : 3),
         "drain");
    for (int i = 0; i < (error ? 2 : 3); i++)
        must(item[i] == i + 1, "item %d is %ld", i, item[i]);
    if (!error)
        scene_works_on(s);
    must(mp_queue_close(s->q) == 0, "close");
    must(mp_queue_put(s->q, &x, sizeof x) == EPIPE, "closed");
    must(mp_queue_get(s->q, &x, sizeof x) == ENODATA, "closed");
    p->outcome = error ? 'c' : 'o';
}

START_TEST(a_close_is_done_or_not_never_half)
{
    struct plan plan = {.capacity = 4, .held = 2};
    char *seen = sweep(&(struct sweep){.name = "close",
                                       .point = killed_in_close,
                                       .variant = &plan,
                                       .at_least = 10});

    ck_assert_str_eq(sweep_shape(seen), "oc");
    free(seen);
}
END_TEST

int main(int argc, char **argv)
{
    (void)argc;
    return killer_main("kill_queue_get", argv,
                       a_got_item_is_here_and_then_gone_and_never_twice,
                       a_batch_is_got_whole_or_not_at_all,
                       one_to_one_a_got_item_is_here_and_then_gone,
                       one_to_one_a_batch_is_got_whole_or_not_at_all,
                       others_who_get_meanwhile_go_on,
                       a_get_that_times_out_takes_nothing,
                       a_close_is_done_or_not_never_half, NULL);
}
