/* talk_scene.h - a conversation through a pipe, one side of which dies.
 */
#ifndef TALK_SCENE_H
#define TALK_SCENE_H

#include "mp/clock.h"
#include "mp/pipe.h"
#include "sweep.h"

#define BIG 300000u /* more than a pipe holds */

/* The survivor has mine, the victim its. Not in shared memory: an end belongs
 * to a process, and each has its copy of both. */
extern struct mp_pipe talk_ends[2];
#define mine (&talk_ends[0])
#define its  (&talk_ends[1])

struct talk {
    size_t size;  /* of a message */
    int messages; /* that the victim sends or receives */
    int received; /* by the victim */
    int error;    /* what the survivor was told */
    pid_t victim; /* its own number */
    pid_t peer;   /* the survivor, where it is a process of its own */
    unsigned char data[BIG], seen[BIG];
};

struct talk *make_talk(size_t size, int messages);

/* What a victim does. */
void sends(void *talk);
void receives(void *talk);

/* Messages up to the end, which goes to t->error: how many whole ones came; -1:
 * not what was sent. A broken one is told once, then the end. */
int receive_all(struct talk *t);

/* The victim was the other end's only owner but for the inherited copy. */
void survivor_sends_in_vain(struct talk *t);

#endif
