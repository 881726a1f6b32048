/* bank_steps - you are the scheduler: tellers that move only when you say so.
 *
 * Notebook, cells 9 and 10: the same bank, a step at a time.
 *
 * Each teller is a real process that makes one step for each letter and then
 * sleeps. a: A reads the balance into its register; A: A writes the register
 * plus one; b, B: the same for B, who withdraws. With a lock a+ takes it, a-
 * gives it back, a. asks while another holds it: the teller really waits a
 * millisecond for it, in vain, and asks again by its own a+. (Asleep until the
 * release, the kernel would choose who is next. Here you do.)
 *
 *     $ bank_steps --schedule=abAB
 *       step A deposits              B withdraws              balance
 *          1 reads 0                                                0
 *          2                         reads 0                        0
 *          3 writes 1                                               1
 *          4                         writes -1                     -1
 *     1 of 2 updates lost
 *     end balance: -1
 *
 * Try: bank_steps, and reach the goal it sets; then bank_steps --lock.
 *      bank_steps --schedule=a+b.aAa-b+bBb-: can the lock be outwitted?
 * Compare: bank_caught, whose races this one replays.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/desk.h"
#include "kit/die.h"
#include "kit/hand.h"
#include "kit/lanes.h"
#include "kit/opts.h"
#include "kit/play.h"
#include "kit/race.h"
#include "kit/report.h"
#include "kit/say.h"
#include "mp/mp.h"

enum { BY_HAND = 8 }; /* tellers that fit the screen; q and u are free */

static const char *text;
static long tellers = 2;
static bool witness, lock;
static struct play play = {.updates = 3, .goal = 2};
static struct desk *desk;

static const struct opt options[] = {
    OPT_TEXT('s', "schedule", "STEPS", &text,
             "replay this; -: a schedule a line from stdin, each with or "
             "without the balance that should come out"),
    OPT_FLAG('l', "lock", &lock, "nobody reads or writes without the lock"),
    OPT_FLAG(0, "witness", &witness, "all tellers deposit"),
    OPT_LONG('t', "tellers", "T", &tellers, 2, BY_HAND, "tellers by hand (2)"),
    OPT_LONG('n', "updates", "N", &play.updates, 0, 100,
             "updates of each by hand (3; 0: no goal, as many as you like)"),
    OPT_LONG('g', "goal", "BALANCE", &play.goal, -1000, 1000,
             "where to end by hand (2)"),
    OPT_END};

/* Replay with a desk of its own. NULL, or why a step is impossible. */
static const char *replay(const struct schedule *s, bool show,
                          struct schedule_state *state)
{
    static char why[120];
    size_t i;

    *state = schedule_start();
    desk = check_new(desk_open(s->tellers, witness), "tellers");
    for (i = 0; i < s->length; i++) {
        int n = snprintf(why, sizeof why, "step %zu: ", i + 1);
        if (schedule_refuses(state, s->steps[i], lock || s->locked, why + n,
                             sizeof why - (size_t)n))
            break;
        if (show && i == 0)
            lanes_head("step", s->tellers, witness);
        schedule_step(state, s->steps[i], witness);
        desk_move(desk, s->steps[i], state->balance); /* <-- */
        char label[24];
        snprintf(label, sizeof label, "%zu", i + 1);
        if (show)
            lanes_row(label, s->tellers, s->steps[i].teller,
                      desk_deed(desk, s->steps[i]), desk_balance(desk));
    }
    return i < s->length ? why : NULL;
}

static void replay_one(void)
{
    struct schedule schedule;
    struct schedule_error error;
    struct schedule_state state;
    int64_t start = mp_clock_now();

    int bad = schedule_parse(text, false, &schedule, &error);
    if (bad != EINVAL)
        check(bad, "schedule");
    else if (error.by_lock)
        die("%s", error.text);
    else
        die_usage("--schedule: %s", error.text);
    const char *why = replay(&schedule, !report_quiet, &state);
    if (why) {
        desk_close(desk);
        die("%s", why);
    }
    say("%ld of %ld updates lost\n", state.lost, state.writes);
    report_field("lost", "%ld", state.lost);
    result("end balance: %ld\n", desk_balance(desk));
    report(mp_clock_now() - start, (int64_t)schedule.length, "%ld",
           desk_balance(desk));
    desk_close(desk);
    schedule_free(&schedule);
}

/* One line of many: "abAB" or "abAB -1". Returns the exit code it deserves. */
static int replay_line(char *line, long number)
{
    struct schedule schedule;
    struct schedule_state state;
    struct schedule_error error = {.text = "out of memory"};
    const char *name = program_invocation_short_name;
    char *end = line + strcspn(line, " \t\n"), *expected = end;
    long value = 0;

    if (*end)
        *expected++ = '\0';
    bool given = sscanf(expected, "%ld", &value) == 1;
    int code = schedule_parse(line, false, &schedule, &error);
    if (code) {
        fprintf(stderr, "%s: line %ld: %s\n", name, number, error.text);
        return code != EINVAL || error.by_lock ? 1 : 2;
    }
    const char *why = replay(&schedule, false, &state);
    if (why)
        fprintf(stderr, "%s: line %ld: %s\n", name, number, why);
    else
        say("%s end balance: %ld\n", line, desk_balance(desk));
    if (!why && given && value != desk_balance(desk)) {
        fprintf(stderr, "%s: line %ld: end balance %ld, expected %ld\n", name,
                number, desk_balance(desk), value);
        why = "not as expected";
    }
    desk_close(desk);
    schedule_free(&schedule);
    return why ? 1 : 0;
}

static int replay_many(void)
{
    char *line = NULL;
    size_t size = 0;
    long lines = 0, good = 0;
    int64_t start = mp_clock_now();
    int worst = 0;

    while (getline(&line, &size, stdin) > 0) {
        int code = replay_line(line, ++lines);
        good += code == 0;
        worst = code > worst ? code : worst;
    }
    free(line);
    if (lines == 0)
        die_usage("--schedule=-: no schedule on stdin");
    result("%ld of %ld schedules replayed\n", good, lines);
    report(mp_clock_now() - start, lines, "%ld", good);
    return worst;
}

static void by_hand(void)
{
    int64_t start = mp_clock_now();

    play.tellers = (int)tellers;
    play.locked = lock;
    play.witness = witness;
    long end = hand_play(&play);
    char *steps = check_new(play_text(&play), "schedule");
    if (play_complete(&play) && play.length > 0) {
        say("%ld of %ld updates lost\n", play.state.lost, play.state.writes);
        result("replay: %s%s%s --schedule=%s\n", race_command("bank_steps"),
               lock ? " --lock" : "", witness ? " --witness" : "", steps);
    } else {
        say("Not complete, so there is nothing to replay: %s\n",
            play.length ? steps : "no step");
    }
    free(steps);
    result("end balance: %ld\n", end);
    report(mp_clock_now() - start, (int64_t)play.length, "%ld", end);
}

int main(int argc, char **argv)
{
    opts_parse(argc, argv, options);
    if (!text)
        by_hand();
    else if (strcmp(text, "-") != 0)
        replay_one();
    else
        return replay_many();
}
