/* The notation: text to schedule and back. (schedule_state.c has the rules.) */
#include "kit/schedule.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char signs[] = "+-."; /* from STEP_TAKE on */

/* The bytes that a step takes in text. */
static size_t width(struct step step)
{
    return step.kind >= STEP_TAKE ? 2 : 1;
}

/* The step that text begins with; its teller is -1 if there is none. */
static struct step read_step(const char *text)
{
    const char *sign;

    if (*text >= 'A' && *text <= 'Z')
        return (struct step){*text - 'A', STEP_WRITE};
    if (*text < 'a' || *text > 'z')
        return (struct step){-1, STEP_READ};
    sign = text[1] ? strchr(signs, text[1]) : NULL;
    return (struct step){
        *text - 'a', sign ? STEP_TAKE + (unsigned)(sign - signs) : STEP_READ};
}

__attribute__((format(printf, 3, 4))) static int
refuse(struct schedule_error *error, size_t at, const char *format, ...)
{
    va_list args;

    if (!error)
        return EINVAL;
    error->at = at;
    error->by_lock = false;
    va_start(args, format);
    vsnprintf(error->text, sizeof error->text, format, args);
    va_end(args);
    return EINVAL;
}

/* Letters and signs only: fills in steps, tellers and locked. */
static int split(const char *text, struct schedule *s,
                 struct schedule_error *error)
{
    for (size_t at = 0; text[at];) {
        struct step step = read_step(text + at);
        if (s->length == SCHEDULE_STEPS_MAX)
            return refuse(error, at, "more than %d steps", SCHEDULE_STEPS_MAX);
        if (step.teller < 0)
            return refuse(error, at, "step %zu '%c' is %s", s->length + 1,
                          isprint((unsigned char)text[at]) ? text[at] : '?',
                          strchr(signs, text[at])
                              ? "a sign without a small letter before it"
                              : "no letter");
        s->steps[s->length++] = step;
        s->tellers = step.teller < s->tellers ? s->tellers : step.teller + 1;
        s->locked = s->locked || step.kind >= STEP_TAKE;
        at += width(step);
    }
    return 0;
}

/* Is each step possible after those before it? */
static int follow(const char *text, const struct schedule *s,
                  struct schedule_state *state, struct schedule_error *error)
{
    size_t at = 0;

    for (size_t i = 0; i < s->length; at += width(s->steps[i++])) {
        struct step step = s->steps[i];
        char why[80], other[80];
        if (schedule_refuses(state, step, s->locked, why, sizeof why)) {
            refuse(error, at, "step %zu '%.*s': %s", i + 1, (int)width(step),
                   text + at, why);
            if (error) /* a sign has its meaning from the lock alone */
                error->by_lock =
                    step.kind >= STEP_TAKE ||
                    !schedule_refuses(state, step, false, other, sizeof other);
            return EINVAL;
        }
        schedule_step(state, step, false);
    }
    return 0;
}

/* Has each teller come to an end? */
static int finish(size_t end, int tellers, const struct schedule_state *state,
                  struct schedule_error *error)
{
    for (int t = 0; t < tellers; t++) {
        const char *what = state->read[t]       ? "has read and not written"
                           : state->waits[t]    ? "still waits for the lock"
                           : state->holder == t ? "still holds the lock"
                                                : NULL;
        if (what)
            return refuse(error, end, "incomplete: %c %s", 'A' + t, what);
    }
    return 0;
}

int schedule_parse(const char *text, bool prefix, struct schedule *schedule,
                   struct schedule_error *error)
{
    struct schedule_state state = schedule_start();
    size_t most = strnlen(text, SCHEDULE_STEPS_MAX);
    int bad = 0;

    if (!*text && !prefix)
        return refuse(error, 0, "a schedule has at least one step");
    *schedule = (struct schedule){0};
    schedule->steps = malloc((most + 1) * sizeof *schedule->steps);
    if (!schedule->steps)
        return ENOMEM;
    bad = split(text, schedule, error);
    if (!bad)
        bad = follow(text, schedule, &state, error);
    if (!bad && !prefix)
        bad = finish(strlen(text), schedule->tellers, &state, error);
    if (bad)
        schedule_free(schedule);
    return bad;
}

void schedule_free(struct schedule *schedule)
{
    free(schedule->steps);
    *schedule = (struct schedule){0};
}

char *schedule_print(const struct schedule *schedule)
{
    char *text = malloc(2 * schedule->length + 1), *end = text;

    if (!text)
        return NULL;
    for (size_t i = 0; i < schedule->length; i++) {
        struct step step = schedule->steps[i];
        *end++ = (char)((step.kind == STEP_WRITE ? 'A' : 'a') + step.teller);
        if (step.kind >= STEP_TAKE)
            *end++ = signs[step.kind - STEP_TAKE];
    }
    *end = '\0';
    return text;
}
