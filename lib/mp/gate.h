/* gate.h - where the members of a team wait until the last has come.
 * Internal to libmp: team.h is the interface.
 *
 * A short race is over in a microsecond, and a sleeper is awake 5 to 100 us
 * after its futex is woken. So where there are CPUs enough, each member comes
 * to the gate on a CPU of its own, and the gate opens on a time by the clock,
 * 100 us from now, by which all are awake and spin. Measured, two members begin
 * 20 ns apart, and 10 to 60 us without this. Where members must share CPUs,
 * spinning would only keep the others from waking.
 */
#ifndef MP_GATE_H
#define MP_GATE_H

#include <sched.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* In memory that all members see. */
struct mp_gate {
    int members;
    cpu_set_t cpus; /* the caller's, and each member's after the gate */
    int64_t lead;   /* from the opening to the beginning; 0: CPUs are shared */
    alignas(64) atomic_int missing; /* members still to come */
    atomic_int_least64_t begin;     /* when the work begins; 0: not yet known */
    alignas(64) atomic_uint state;  /* the word waited for */
};

/* For so many members, in zeroed memory. */
void mp_gate_init(struct mp_gate *g, int members);

/* A member takes the CPU that is its own at the gate. Where that fails, the
 * scheduler's choice must do. */
void mp_gate_take_cpu(const struct mp_gate *g, int member);

/* A member waits until all have come; the last one opens. false: cancelled. */
bool mp_gate_pass(struct mp_gate *g);

/* Open it for those who have come; or let none of them through. Both may come
 * twice; the first time counts. */
void mp_gate_open(struct mp_gate *g);
void mp_gate_cancel(struct mp_gate *g);

bool mp_gate_is_shut(struct mp_gate *g);

/* When the work began. After a member was seen to have passed or ended. */
int64_t mp_gate_begin(struct mp_gate *g);

#endif
