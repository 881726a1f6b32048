#include "kit/desk.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "kit/die.h"
#include "mp/mp.h"

enum { GO_HOME = -1 }; /* beside enum step_kind */

#define ASKS_FOR MP_MS(1)   /* how long a waiting teller asks for the lock */
#define LOOK     MP_MS(250) /* how often to see whether a silent one lives */

struct answer {
    int error;
    long reg;
};

/* Shared by all. */
struct bank {
    volatile _Atomic long balance;
    struct mp_lock lock;
};

struct teller {
    struct desk *desk;
    int amount;
    long reg;                /* the parent's copy: what the teller said */
    struct mp_queue *orders; /* int: a step kind, or GO_HOME */
    struct mp_process process;
};

struct desk {
    struct bank *bank;
    struct mp_queue *answers;
    int tellers;
    struct teller teller[SCHEDULE_TELLERS];
};

static int make_step(struct teller *t, int kind)
{
    struct bank *bank = t->desk->bank;
    int error;

    switch (kind) {
    case STEP_READ: /* relaxed: the order comes from the one who gives orders */
        t->reg = atomic_load_explicit(&bank->balance, memory_order_relaxed);
        return 0;
    case STEP_WRITE:
        atomic_store_explicit(&bank->balance, t->reg + t->amount,
                              memory_order_relaxed);
        return 0;
    case STEP_TAKE:
        return mp_lock_acquire_timed(&bank->lock, 0);
    case STEP_RELEASE:
        return mp_lock_release(&bank->lock);
    default: /* STEP_WAIT */
        error = mp_lock_acquire_timed(&bank->lock, ASKS_FOR);
        if (error == 0)
            mp_lock_release(&bank->lock);
        return error == ETIMEDOUT ? 0 : EPROTO;
    }
}

/* A teller's day. */
static int work(void *arg)
{
    struct teller *t = arg;
    int kind;

    while (mp_queue_get(t->orders, &kind, sizeof kind) == 0 &&
           kind != GO_HOME) {
        struct answer answer = {.error = make_step(t, kind)};
        answer.reg = t->reg;
        if (mp_queue_put(t->desk->answers, &answer, sizeof answer))
            return 1;
    }
    return 0;
}

static int open_teller(struct desk *desk, bool witness)
{
    struct teller *t = &desk->teller[desk->tellers];

    t->desk = desk;
    t->amount = witness || desk->tellers % 2 == 0 ? +1 : -1;
    t->orders = mp_queue_create(1, sizeof(int), 0);
    if (!t->orders)
        return errno;
    t->process = mp_process(work, t);
    int error = mp_process_start(&t->process);
    if (error)
        mp_queue_destroy(t->orders);
    else
        desk->tellers++;
    return error;
}

struct desk *desk_open(int tellers, bool witness)
{
    struct desk *desk = calloc(1, sizeof *desk);
    int error = 0;

    if (!desk)
        return NULL;
    desk->bank = mp_value(sizeof *desk->bank);
    desk->answers = mp_queue_create(1, sizeof(struct answer), 0);
    if (!desk->bank || !desk->answers)
        error = errno;
    else
        error = mp_lock_init(&desk->bank->lock);
    for (int t = 0; t < tellers && !error; t++)
        error = open_teller(desk, witness);
    if (!error)
        return desk;
    desk_close(desk);
    errno = error;
    return NULL;
}

int desk_step(struct desk *desk, struct step step)
{
    struct teller *t = &desk->teller[step.teller];
    struct answer answer;
    int kind = (int)step.kind, error;

    if (mp_queue_put_timed(t->orders, &kind, sizeof kind, 0))
        return ECHILD; /* it has not even taken the last order */
    do {
        error = mp_queue_get_timed(desk->answers, &answer, sizeof answer, LOOK);
        if (error == ETIMEDOUT && mp_process_join_timed(&t->process, 0) == 0)
            return ECHILD;
    } while (error == ETIMEDOUT);
    if (error)
        return error;
    t->reg = answer.reg;
    return answer.error;
}

void desk_move(struct desk *desk, struct step step, long balance)
{
    int error = desk_step(desk, step);

    if (error == ECHILD)
        die("teller %c is dead", 'A' + step.teller);
    check(error, "a teller's step");
    if (desk_balance(desk) != balance)
        die("the balance is %ld and should be %ld", desk_balance(desk),
            balance);
}

const char *desk_deed(const struct desk *desk, struct step step)
{
    static char words[40];
    static const char *const others[] = {[STEP_TAKE] = "takes the lock",
                                         [STEP_RELEASE] = "releases it",
                                         [STEP_WAIT] = "asks, waits"};

    if (step.kind > STEP_WRITE)
        return others[step.kind];
    snprintf(words, sizeof words, "%s %ld",
             step.kind == STEP_READ ? "reads" : "writes", desk_balance(desk));
    return words;
}

long desk_balance(const struct desk *desk)
{
    return atomic_load_explicit(&desk->bank->balance, memory_order_relaxed);
}

long desk_register(const struct desk *desk, int teller)
{
    return desk->teller[teller].reg;
}

void desk_close(struct desk *desk)
{
    const int home = GO_HOME;

    if (!desk)
        return;
    for (int i = 0; i < desk->tellers; i++)
        mp_queue_put_timed(desk->teller[i].orders, &home, sizeof home, 0);
    for (int i = 0; i < desk->tellers; i++) {
        struct teller *t = &desk->teller[i];
        if (mp_process_join_timed(&t->process, MP_S(2)) == ETIMEDOUT)
            mp_process_kill(&t->process); /* stopped, it seems */
        mp_process_join(&t->process);
        mp_queue_destroy(t->orders);
    }
    if (desk->answers)
        mp_queue_destroy(desk->answers);
    mp_array_free(desk->bank);
    free(desk);
}
