/* A process killed at each instruction of a queue's put: its items are there
 * whole or not at all, the order is kept, the others go on. (Get and close:
 * test_kill_queue_get.c; sleepers: test_kill_waker.c and the following.) */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mp/clock.h"
#include "queue_scene.h"

/* a: absent, p: present. Others, if any, were in their put when it died. */
static void killed_in_put(struct point *p)
{
    const struct plan *plan = p->variant;
    struct scene *s = scene_make(plan);
    struct killer k = {.call = plan->call,
                       .arg = s,
                       .before_death = others_put,
                       .asleep = killer_keep_waiting};
    long item[SCENE_MAX];

    point_kill(p, &k);
    for (int i = 0; i < plan->sleepers; i++)
        join_other(p, s, i, p->killed.time);
    size_t n = scene_drain(s, item, EAGAIN);
    size_t own = n - plan->held - (size_t)plan->sleepers;
    must(own == 0 || own == plan->batch, "%zu of %zu put", own, plan->batch);
    must(own || !p->killed.ended || s->error, "put, and not there");
    for (size_t i = 0; i < plan->held + own; i++)
        must(item[i] == (long)i + 1, "item %zu is %ld", i, item[i]);
    for (size_t i = plan->held + own; i < n; i++)
        must(item[i] == 1001 + (long)(i - plan->held - own), "item %zu is %ld",
             i, item[i]);
    scene_works_on(s);
    p->outcome = own ? 'p' : 'a';
}

static void sweep_put(const char *name, struct plan plan, const char *shape)
{
    char *seen = sweep(&(struct sweep){.name = name,
                                       .point = killed_in_put,
                                       .variant = &plan,
                                       .jobs = plan.sleepers ? 4 : 1,
                                       .at_least = 60});

    ck_assert_str_eq(sweep_shape(seen), shape);
    free(seen);
}

START_TEST(a_put_is_absent_and_then_present)
{
    sweep_put("put",
              (struct plan){
                  .capacity = 4, .held = 2, .batch = 1, .call = victim_puts},
              "ap");
}
END_TEST

START_TEST(a_batch_is_put_whole_or_not_at_all)
{
    sweep_put("put 3",
              (struct plan){
                  .capacity = 4, .held = 1, .batch = 3, .call = victim_puts},
              "ap");
}
END_TEST

START_TEST(one_to_one_a_put_is_absent_and_then_present)
{
    sweep_put("one-to-one put",
              (struct plan){.flags = MP_QUEUE_ONE_TO_ONE,
                            .capacity = 4,
                            .held = 2,
                            .batch = 1,
                            .call = victim_puts},
              "ap");
}
END_TEST

START_TEST(one_to_one_a_batch_is_put_whole_or_not_at_all)
{
    sweep_put("one-to-one put 3",
              (struct plan){.flags = MP_QUEUE_ONE_TO_ONE,
                            .capacity = 4,
                            .held = 1,
                            .batch = 3,
                            .call = victim_puts},
              "ap");
}
END_TEST

START_TEST(others_who_put_meanwhile_go_on)
{
    sweep_put("put among others",
              (struct plan){.capacity = 5,
                            .held = 1,
                            .batch = 2,
                            .sleepers = 2,
                            .call = victim_puts},
              "ap");
}
END_TEST

START_TEST(a_put_that_times_out_puts_nothing)
{
    sweep_put("put, full",
              (struct plan){.capacity = 2,
                            .held = 2,
                            .batch = 1,
                            .call = victim_puts,
                            .timeout = MP_MS(1)},
              "a");
}
END_TEST

int main(int argc, char **argv)
{
    (void)argc;
    return killer_main("kill_queue", argv, a_put_is_absent_and_then_present,
                       a_batch_is_put_whole_or_not_at_all,
                       one_to_one_a_put_is_absent_and_then_present,
                       one_to_one_a_batch_is_put_whole_or_not_at_all,
                       others_who_put_meanwhile_go_on,
                       a_put_that_times_out_puts_nothing, NULL);
}
