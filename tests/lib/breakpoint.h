/* breakpoint.h - a traced process's program counter, and breakpoints in its
 * text (which are its own: text is mapped privately).
 */
#ifndef BREAKPOINT_H
#define BREAKPOINT_H

#include <stdint.h>
#include <sys/types.h>

struct breakpoint {
    uintptr_t address;
    long text; /* what stood there */
};

/* The instruction that a stopped process executes next. */
uintptr_t read_pc(pid_t pid);

void set_breakpoint(pid_t pid, struct breakpoint *b, uintptr_t address);

/* Take it away again; a process that stopped at it stands before the
 * instruction then. Call it for the one that was hit last. */
void clear_breakpoint(pid_t pid, const struct breakpoint *b);

#endif
