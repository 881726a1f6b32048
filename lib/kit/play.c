#include "kit/play.h"

#include <stdio.h>

enum { PATIENCE = 1000000 }; /* steps tried for a hint: 0.2 to 1 s */

void play_begin(struct play *play)
{
    play->length = 0;
    play->state = schedule_start();
}

static const char *refuses(const struct play *p,
                           const struct schedule_state *state, struct step step,
                           char *buffer, size_t size)
{
    bool begins = step.kind == STEP_READ || step.kind == STEP_TAKE ||
                  step.kind == STEP_WAIT;

    if (step.teller >= p->tellers)
        snprintf(buffer, size, "there is no teller %c", 'A' + step.teller);
    else if (p->updates && begins && state->updates[step.teller] == p->updates)
        snprintf(buffer, size, "%c has made its %ld updates", 'A' + step.teller,
                 p->updates);
    else
        return schedule_refuses(state, step, p->locked, buffer, size);
    return buffer;
}

const char *play_step(struct play *play, struct step step, char *buffer,
                      size_t size)
{
    if (refuses(play, &play->state, step, buffer, size))
        return buffer;
    if (play->length == SCHEDULE_STEPS_MAX) {
        snprintf(buffer, size, "%d steps are enough", SCHEDULE_STEPS_MAX);
        return buffer;
    }
    play->steps[play->length++] = step;
    schedule_step(&play->state, step, play->witness);
    return NULL;
}

bool play_undo(struct play *play)
{
    if (play->length == 0)
        return false;
    play->length--;
    play->state = schedule_start();
    for (size_t i = 0; i < play->length; i++)
        schedule_step(&play->state, play->steps[i], play->witness);
    return true;
}

static bool complete(const struct play *p, const struct schedule_state *state)
{
    for (int t = 0; t < p->tellers; t++)
        if (state->read[t] || state->waits[t])
            return false;
    return state->holder < 0;
}

static bool over(const struct play *p, const struct schedule_state *state)
{
    for (int t = 0; t < p->tellers; t++)
        if (state->updates[t] < p->updates)
            return false;
    return p->updates && complete(p, state);
}

bool play_complete(const struct play *play)
{
    return complete(play, &play->state);
}

bool play_over(const struct play *play)
{
    return over(play, &play->state);
}

/* Depth first. To wait leads nowhere that taking later does not lead, and to
 * take and release at once leads nowhere at all, so they are not tried. */
static enum play_hint search(const struct play *p,
                             const struct schedule_state *state,
                             enum step_kind last, struct step *first,
                             long *tried)
{
    char why[80];

    if (over(p, state))
        return state->balance == p->goal ? HINT_STEP : HINT_NONE;
    for (int i = 0; i < (p->locked ? 2 : 1) * p->tellers; i++) {
        int t = i % p->tellers;
        struct step next, step = {t, state->read[t] ? STEP_WRITE : STEP_READ};
        if (i >= p->tellers)
            step.kind = state->holder == t ? STEP_RELEASE : STEP_TAKE;
        if (step.kind == STEP_RELEASE && last == STEP_TAKE)
            continue;
        if (refuses(p, state, step, why, sizeof why))
            continue;
        if (++*tried > PATIENCE)
            return HINT_UNKNOWN;
        struct schedule_state after = *state;
        schedule_step(&after, step, p->witness);
        enum play_hint found = search(p, &after, step.kind, &next, tried);
        *first = step;
        if (found != HINT_NONE)
            return found;
    }
    return HINT_NONE;
}

enum play_hint play_hint(const struct play *play, struct step *step)
{
    long tried = 0;

    if (!play->updates || play_over(play))
        return HINT_NONE;
    return search(play, &play->state, STEP_READ, step, &tried);
}

char *play_text(struct play *play)
{
    struct schedule schedule = {.length = play->length,
                                .steps = play->steps,
                                .tellers = play->tellers,
                                .locked = play->locked};

    return schedule_print(&schedule);
}
