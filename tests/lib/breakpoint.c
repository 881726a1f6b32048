#include "breakpoint.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

#if defined(__x86_64__)
#define PC rip
static const unsigned char trap[] = {0xcc}; /* int3 */
#define PC_AFTER_TRAP sizeof trap           /* the trap counts as executed */
#elif defined(__aarch64__)
#define PC            pc
static const unsigned char trap[] = {0x00, 0x00, 0x20, 0xd4}; /* brk #0 */
#define PC_AFTER_TRAP 0
#else
#error "what is a breakpoint here?"
#endif

static void access_registers(pid_t pid, enum __ptrace_request how,
                             struct user_regs_struct *regs)
{
    struct iovec io = {regs, sizeof *regs};

    if (ptrace(how, pid, NT_PRSTATUS, &io) < 0) {
        perror("registers");
        abort();
    }
}

uintptr_t read_pc(pid_t pid)
{
    struct user_regs_struct regs;

    access_registers(pid, PTRACE_GETREGSET, &regs);
    return regs.PC;
}

/* The victim is a fork of the tester, so its text is known here. */
void set_breakpoint(pid_t pid, struct breakpoint *b, uintptr_t address)
{
    long word;

    memcpy(&b->text, (const void *)address, sizeof b->text);
    b->address = address;
    memcpy(&word, &b->text, sizeof word);
    memcpy(&word, trap, sizeof trap);
    if (ptrace(PTRACE_POKETEXT, pid, (void *)address, (void *)word) < 0) {
        perror("set_breakpoint");
        abort();
    }
}

void clear_breakpoint(pid_t pid, const struct breakpoint *b)
{
    struct user_regs_struct regs;

    ptrace(PTRACE_POKETEXT, pid, (void *)b->address, (void *)b->text);
    access_registers(pid, PTRACE_GETREGSET, &regs);
    if (PC_AFTER_TRAP && regs.PC == b->address + PC_AFTER_TRAP) {
        regs.PC = b->address;
        access_registers(pid, PTRACE_SETREGSET, &regs);
    }
}
