#include "kit/hand.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kit/desk.h"
#include "kit/die.h"
#include "kit/lanes.h"
#include "kit/say.h"

static struct play *play;
static struct desk *desk;
static int hints;

static void explain(void)
{
    say("%d tellers, real processes, wait for your word. Type steps, as many a "
        "line\nas you like, then Enter:\n\n",
        play->tellers);
    for (int t = 0; t < play->tellers; t++)
        say("  %c  %c reads the balance into its register      "
            "%c  %c writes the register %s 1\n",
            'a' + t, 'A' + t, 'A' + t, 'A' + t,
            play->witness || t % 2 == 0 ? "plus" : "minus");
    if (play->locked)
        say("  a+ A takes the lock   a- gives it back   a. asks and waits\n");
    say("  ?  a hint   u  one step back   q  quit\n\n");
    if (play->updates)
        say("Goal: %ld update%s by each, and the balance ends at %ld.\n",
            play->updates, play->updates == 1 ? "" : "s", play->goal);
}

static void show(void)
{
    const struct schedule_state *s = &play->state;
    char *steps = check_new(play_text(play), "schedule");

    say("\nbalance %-6ld steps %s", desk_balance(desk),
        play->length ? steps : "none yet");
    free(steps);
    if (play->locked && s->holder >= 0)
        say("   lock: %c has it", 'A' + s->holder);
    else if (play->locked)
        say("   lock: free");
    say("\n");
    for (int t = 0; t < play->tellers; t++) {
        char reg[24] = "-";
        if (s->read[t] || s->updates[t])
            snprintf(reg, sizeof reg, "%ld", desk_register(desk, t));
        say("  %c %-9s  register %-4s %-14s %ld update%s%s\n", 'A' + t,
            lanes_trade(t, play->witness), reg,
            s->read[t] ? "to be written" : "", s->updates[t],
            s->updates[t] == 1 ? "" : "s",
            s->waits[t] ? ", waits for the lock" : "");
    }
}

/* The next step of a line. False: it is none; then it says why not. */
static bool parse(const char **line, struct step *step)
{
    char letter = *(*line)++, sign = **line;
    static const char signs[] = "+-.";
    const char *found = sign ? strchr(signs, sign) : NULL;

    if (!isascii(letter) || !isalpha(letter)) {
        say("'%c' is no step.\n",
            isprint((unsigned char)letter) ? letter : '?');
        return false;
    }
    step->teller = tolower(letter) - 'a';
    step->kind = islower(letter) ? STEP_READ : STEP_WRITE;
    if (!found)
        return true;
    ++*line;
    if (isupper(letter) || !play->locked) {
        say("'%c%c': %s\n", letter, sign,
            play->locked ? "a sign goes with a small letter."
                         : "there is no lock; see --lock.");
        return false;
    }
    step->kind = (enum step_kind)(STEP_TAKE + (found - signs));
    return true;
}

static void make_steps(const char *line)
{
    struct step step;
    char why[80];

    while (*line) {
        if (isspace((unsigned char)*line)) {
            line++;
            continue;
        }
        if (!parse(&line, &step))
            return;
        if (play_step(play, step, why, sizeof why)) {
            say("Not possible: %s.\n", why);
            return;
        }
        desk_move(desk, step, play->state.balance);
        say("%c %s\n", 'A' + step.teller, desk_deed(desk, step));
    }
}

/* Nobody can un-write. So: new tellers, and all steps but the last again. */
static void step_back(void)
{
    struct schedule_state state = schedule_start();

    if (!play_undo(play)) {
        say("There is no step to take back.\n");
        return;
    }
    desk_close(desk);
    desk = check_new(desk_open(play->tellers, play->witness), "tellers");
    for (size_t i = 0; i < play->length; i++) {
        schedule_step(&state, play->steps[i], play->witness);
        desk_move(desk, play->steps[i], state.balance);
    }
    say("Started anew, and the first %zu step%s made again.\n", play->length,
        play->length == 1 ? "" : "s");
}

static void hint(void)
{
    static const char signs[] = "+-.";
    struct step step;

    if (!play->updates) {
        say("Without a goal there is no hint.\n");
        return;
    }
    if (hints++ == 0) {
        say("A teller that reads early and writes late erases all that was "
            "written in\nbetween. Type ? again for a step.\n");
        return;
    }
    switch (play_hint(play, &step)) {
    case HINT_STEP:
        say("From here %c",
            step.kind == STEP_WRITE ? 'A' + step.teller : 'a' + step.teller);
        if (step.kind >= STEP_TAKE)
            say("%c", signs[step.kind - STEP_TAKE]);
        say(" can still lead to %ld.\n", play->goal);
        break;
    case HINT_NONE:
        say("From here nothing leads to %ld. %s\n", play->goal,
            play->locked   ? "That is what the lock is for."
            : play->length ? "Take a step back: u."
                           : "It is out of reach.");
        break;
    default:
        say("Too many orders are left to try them all.\n");
    }
}

/* False: enough. */
static bool obey(const char *line)
{
    const char *word = line + strspn(line, " \t");

    if (*word == 'q')
        return false;
    if (*word == 'u')
        step_back();
    else if (*word == '?')
        hint();
    else
        make_steps(word);
    if (*word != '?' && *word != '\n')
        show();
    if (!play_over(play))
        return true;
    if (play->state.balance == play->goal) {
        say("\nGoal reached.\n");
        return false;
    }
    say("All updates are made, and it ends at %ld, not %ld: u or q.\n",
        play->state.balance, play->goal);
    return true;
}

long hand_play(struct play *rules)
{
    char *line = NULL;
    size_t size = 0;
    bool terminal = isatty(STDIN_FILENO);

    play = rules;
    play_begin(play);
    desk = check_new(desk_open(play->tellers, play->witness), "tellers");
    explain();
    show();
    for (;;) {
        say("> ");
        if (getline(&line, &size, stdin) <= 0) {
            say("\n");
            break;
        }
        if (!terminal) /* as it would stand on a terminal */
            say("%.*s\n", (int)strcspn(line, "\n"), line);
        if (!obey(line))
            break;
    }
    free(line);
    long balance = desk_balance(desk);
    desk_close(desk);
    return balance;
}
