/* schedule.c - any text at all as a schedule: refused in a line, or understood.
 *
 * The first byte says whether a prefix is enough, the rest is the text.
 */
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "kit/play.h"
#include "kit/schedule.h"

/* A line that can be shown, about a byte that is there. */
static void look_at_refusal(const struct schedule_error *error,
                            const char *text)
{
    must(error->text[0], "a refusal without a reason");
    must(error->at <= strlen(text), "a refusal beyond the text");
    for (const char *c = error->text; *c; c++)
        must(isprint((unsigned char)*c), "a refusal that cannot be printed");
}

/* Each write is in the history of the balance, or lost. */
static void look_at_balance(const struct schedule *s)
{
    struct schedule_state state = schedule_start();

    for (size_t i = 0; i < s->length; i++) {
        schedule_step(&state, s->steps[i], true);
        must(state.balance == state.writes - state.lost,
             "witnesses' balance is not what was not lost");
        must(state.lost >= 0 && state.lost <= state.writes,
             "more lost than written");
    }
    must(schedule_simulate(s, true) == state.balance, "simulated otherwise");
}

/* By hand: the same steps are possible, all of them, and back again. */
static void look_at_play(const struct schedule *s)
{
    static struct play play;
    char why[80];

    play = (struct play){.tellers = s->tellers, .locked = s->locked};
    play_begin(&play);
    for (size_t i = 0; i < s->length; i++)
        must(!play_step(&play, s->steps[i], why, sizeof why),
             "bank_steps refuses what the notation allows");
    while (play_undo(&play))
        ;
    must(play.length == 0 && play.state.balance == 0, "undone is not undone");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct schedule s;
    struct schedule_error error = {0};
    char *text = text_of(data + (size > 0), size - (size > 0));
    bool prefix = size > 0 && data[0] & 1;
    int bad = schedule_parse(text, prefix, &s, &error);

    must(bad == 0 || bad == EINVAL, "an error that is none of the promised");
    if (bad) {
        must(schedule_parse(text, prefix, &s, NULL) == bad, "another answer");
        look_at_refusal(&error, text);
        free(text);
        return 0;
    }
    char *printed = schedule_print(&s);
    must(printed && !strcmp(printed, text), "printed is not what was parsed");
    look_at_balance(&s);
    look_at_play(&s);
    schedule_free(&s);
    must(schedule_parse(text, true, &s, &error) == 0, "whole, but no prefix");
    schedule_free(&s);
    free(printed);
    free(text);
    return 0;
}
