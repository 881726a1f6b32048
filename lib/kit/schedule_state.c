/* The rules of the game: which step is possible, and what it does. */
#include <stdio.h>

#include "kit/schedule.h"

struct schedule_state schedule_start(void)
{
    return (struct schedule_state){.holder = -1};
}

static int letter(int teller)
{
    return 'A' + teller;
}

/* Why a teller that does not hold the lock cannot do what needs it. */
static void not_holder(const struct schedule_state *s, int teller, char *buffer,
                       size_t size)
{
    if (s->holder < 0)
        snprintf(buffer, size, "%c does not hold the lock, nobody does",
                 letter(teller));
    else
        snprintf(buffer, size, "%c does not hold the lock, %c does",
                 letter(teller), letter(s->holder));
}

/* Read and write: with a lock, only while holding it. */
static bool account_refuses(const struct schedule_state *s, struct step step,
                            bool locked, char *buffer, size_t size)
{
    int me = letter(step.teller);
    bool reads = step.kind == STEP_READ;

    if (locked && s->holder != step.teller)
        not_holder(s, step.teller, buffer, size);
    else if (reads && s->read[step.teller])
        snprintf(buffer, size, "%c reads twice and has not written", me);
    else if (!reads && !s->read[step.teller])
        snprintf(buffer, size, "%c writes before it has read", me);
    else
        return false;
    return true;
}

/* Ask and take. A waiter may be overtaken: who comes first takes a free lock.
 */
static bool asking_refuses(const struct schedule_state *s, struct step step,
                           char *buffer, size_t size)
{
    int me = letter(step.teller);
    bool waits = step.kind == STEP_WAIT;

    if (s->holder == step.teller)
        snprintf(buffer, size, "%c holds the lock already", me);
    else if (waits && s->waits[step.teller])
        snprintf(buffer, size, "%c waits already", me);
    else if (waits && s->holder < 0)
        snprintf(buffer, size, "%c need not wait, nobody holds the lock", me);
    else if (!waits && s->holder >= 0)
        snprintf(buffer, size, "%c cannot take the lock, %c holds it", me,
                 letter(s->holder));
    else
        return false;
    return true;
}

static bool release_refuses(const struct schedule_state *s, struct step step,
                            char *buffer, size_t size)
{
    if (s->holder != step.teller)
        not_holder(s, step.teller, buffer, size);
    else if (s->read[step.teller])
        snprintf(buffer, size, "%c has read and not written: no time to let go",
                 letter(step.teller));
    else
        return false;
    return true;
}

const char *schedule_refuses(const struct schedule_state *state,
                             struct step step, bool locked, char *buffer,
                             size_t size)
{
    bool refused;

    if (step.kind == STEP_READ || step.kind == STEP_WRITE) {
        refused = account_refuses(state, step, locked, buffer, size);
    } else if (!locked) {
        refused = true;
        snprintf(buffer, size, "there is no lock");
    } else if (step.kind == STEP_RELEASE) {
        refused = release_refuses(state, step, buffer, size);
    } else {
        refused = asking_refuses(state, step, buffer, size);
    }
    return refused ? buffer : NULL;
}

/* Each balance has its history: the updates that led to it, by reads and
 * writes. An update is lost when it is not in the history of the last one. */
static void write_back(struct schedule_state *s, int me, bool witness)
{
    s->balance = s->reg[me] + (witness || me % 2 == 0 ? 1 : -1);
    s->overwrites += s->writes != s->seen[me];
    s->lost = s->writes - s->seen[me] + s->seen_lost[me];
    s->writes++;
    s->updates[me]++;
    s->read[me] = false;
}

void schedule_step(struct schedule_state *state, struct step step, bool witness)
{
    int me = step.teller;

    switch (step.kind) {
    case STEP_READ:
        state->reg[me] = state->balance;
        state->seen[me] = state->writes;
        state->seen_lost[me] = state->lost;
        state->read[me] = true;
        break;
    case STEP_WRITE:
        write_back(state, me, witness);
        break;
    case STEP_TAKE:
        state->holder = me;
        state->waits[me] = false;
        break;
    case STEP_RELEASE:
        state->holder = -1;
        break;
    case STEP_WAIT:
        state->waits[me] = true;
        break;
    }
}

long schedule_simulate(const struct schedule *schedule, bool witness)
{
    struct schedule_state state = schedule_start();

    for (size_t i = 0; i < schedule->length; i++)
        schedule_step(&state, schedule->steps[i], witness);
    return state.balance;
}
