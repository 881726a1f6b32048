/* process.h - start a function in a process of its own (mp.Process).
 *
 *     struct mp_process child = mp_process(work, arg);
 *     mp_process_start(&child);
 *     mp_process_join(&child);
 *     printf("exit code %d\n", child.exitcode);
 *
 * The child is a fork: it starts as a copy of the parent, writes to its own
 * memory only, and shares what was created by mp_value, mp_array and the other
 * constructors before the start. It ends by _exit, so neither the parent's
 * atexit functions nor its unwritten output run twice.
 *
 * When the parent is killed, its children are killed too (Linux's
 * PR_SET_PDEATHSIG), at once. The thread rule: the kernel takes the end of the
 * thread that called start for the end of the parent, so start processes from
 * a thread that outlives them.
 *
 * A struct mp_process belongs to the process that started it, and to one thread
 * at a time; it owns no memory. Forget it only after a join: until then the
 * kernel keeps the dead child's entry.
 */
#ifndef MP_PROCESS_H
#define MP_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

/* The child's body. What it returns is its exit code, taken modulo 256. Stdout
 * and stderr are flushed after it; where that fails the exit code is still its
 * own (it may flush itself and look). */
typedef int mp_process_fn(void *arg);

enum mp_process_state { MP_CREATED, MP_STARTED, MP_JOINED };

struct mp_process {
    mp_process_fn *target;
    void *arg;
    pid_t pid;                   /* 0 before the start */
    pid_t parent;                /* who started it: nobody else may join it */
    int exitcode;                /* after the join: 0..255, -signal if killed,
                                    MP_UNKNOWN */
    enum mp_process_state state; /* read it; the functions write it */
};

/* Exit code of a child that somebody else has reaped (a SIGCHLD handler with
 * waitpid(-1), or SIGCHLD set to ignored). */
#define MP_UNKNOWN (-1000)

/* A process that will run target(arg). Starts nothing, cannot fail. */
struct mp_process mp_process(mp_process_fn *target, void *arg);

/* Fork. What stands in the buffers of stdout and stderr is written first, so
 * that it comes once; other stdio streams are the caller's to flush. Signal
 * handlers and mask are inherited. Blocks only where that output does.
 * EBUSY: started before. EINVAL: target is NULL. EAGAIN, ENOMEM: from fork;
 * nothing was started. */
int mp_process_start(struct mp_process *p);

/* Wait for the end; then p->exitcode is set. A second join returns 0 at once.
 * ESRCH: not started, or not a child of this process. */
int mp_process_join(struct mp_process *p);

/* The same with a timeout. ETIMEDOUT (EAGAIN for 0): the child lives. */
int mp_process_join_timed(struct mp_process *p, int64_t timeout);

/* Send SIGTERM (terminate) or SIGKILL (kill); join tells -15 or -9. Safe right
 * after start, and on a child that has ended. ESRCH: not started, joined, or
 * not a child of this process. EPERM: the child has changed its user. */
int mp_process_terminate(struct mp_process *p);
int mp_process_kill(struct mp_process *p);

#endif
