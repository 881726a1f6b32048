/* play.h: a schedule made by hand. */
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "kit/play.h"

static struct play play;
static char why[80];

static void begin(int tellers, long updates, long goal, bool locked)
{
    play = (struct play){
        .tellers = tellers, .updates = updates, .goal = goal, .locked = locked};
    play_begin(&play);
}

static const char *step(int teller, enum step_kind kind)
{
    return play_step(&play, (struct step){teller, kind}, why, sizeof why);
}

START_TEST(a_hint_leads_to_the_goal_step_by_step)
{
    struct step hinted;

    begin(2, 2, 2, false);
    for (int i = 0; i < 8; i++) {
        ck_assert_int_eq(play_hint(&play, &hinted), HINT_STEP);
        ck_assert_ptr_null(step(hinted.teller, hinted.kind));
    }
    ck_assert(play_over(&play));
    ck_assert_int_eq(play.state.balance, 2);
}
END_TEST

START_TEST(with_a_lock_the_hint_takes_and_releases_it)
{
    struct step hinted;

    begin(2, 1, 0, true);
    while (!play_over(&play)) {
        ck_assert_int_eq(play_hint(&play, &hinted), HINT_STEP);
        ck_assert_ptr_null(step(hinted.teller, hinted.kind));
    }
    char *text = play_text(&play);
    ck_assert_str_eq(text, "a+aAa-b+bBb-");
    free(text);
}
END_TEST

START_TEST(out_of_reach_has_no_hint_nor_has_a_game_without_a_goal)
{
    struct step hinted;

    begin(2, 2, 3, false);
    ck_assert_int_eq(play_hint(&play, &hinted), HINT_NONE);
    begin(2, 0, 3, false);
    ck_assert_int_eq(play_hint(&play, &hinted), HINT_NONE);
}
END_TEST

START_TEST(too_many_orders_are_said_and_not_tried)
{
    struct step hinted;

    begin(4, 30, 1000, false);
    ck_assert_int_eq(play_hint(&play, &hinted), HINT_UNKNOWN);
}
END_TEST

START_TEST(there_is_an_end_of_steps_and_they_can_be_taken_back)
{
    begin(1, 0, 0, false);
    for (int i = 0; i < SCHEDULE_STEPS_MAX; i++)
        ck_assert_ptr_null(step(0, i % 2 ? STEP_WRITE : STEP_READ));
    ck_assert_int_eq(play.state.balance, SCHEDULE_STEPS_MAX / 2);
    ck_assert_str_eq(step(0, STEP_READ), "4096 steps are enough");
    for (int i = 0; i < SCHEDULE_STEPS_MAX; i++)
        ck_assert(play_undo(&play));
    ck_assert(!play_undo(&play));
    ck_assert_int_eq(play.state.balance, 0);
}
END_TEST

START_TEST(what_is_not_possible_is_refused_in_words)
{
    begin(2, 1, 0, false);
    ck_assert_str_eq(step(2, STEP_READ), "there is no teller C");
    ck_assert_str_eq(step(0, STEP_TAKE), "there is no lock");
    ck_assert_str_eq(step(0, STEP_WRITE), "A writes before it has read");
    ck_assert_ptr_null(step(0, STEP_READ));
    ck_assert(!play_complete(&play));
    ck_assert_ptr_null(step(0, STEP_WRITE));
    ck_assert(play_complete(&play) && !play_over(&play));
    ck_assert_str_eq(step(0, STEP_READ), "A has made its 1 updates");
}
END_TEST

int main(void)
{
    return run_tests("play", a_hint_leads_to_the_goal_step_by_step,
                     with_a_lock_the_hint_takes_and_releases_it,
                     out_of_reach_has_no_hint_nor_has_a_game_without_a_goal,
                     too_many_orders_are_said_and_not_tried,
                     there_is_an_end_of_steps_and_they_can_be_taken_back,
                     what_is_not_possible_is_refused_in_words, NULL);
}
