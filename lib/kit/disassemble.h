/* disassemble.h - what the compiler made of a function: its instructions.
 */
#ifndef KIT_DISASSEMBLE_H
#define KIT_DISASSEMBLE_H

/* A function compiled as it stands, and one optimised, whatever the rest of the
 * program is. (clang cannot optimise one function of a program built with -O0;
 * OPTIMISED_NOTE then says so.) Neither is merged with its caller. */
#ifdef __clang__
#define AS_WRITTEN __attribute__((noinline, optnone))
#define OPTIMISED  __attribute__((noinline))
#else
#define AS_WRITTEN __attribute__((noipa, optimize("O0")))
#define OPTIMISED  __attribute__((noipa, optimize("O2")))
#endif
#if defined(__clang__) && !defined(__OPTIMIZE__)
#define OPTIMISED_NOTE " (not here: clang at -O0; make OPT=-O2)"
#else
#define OPTIMISED_NOTE ""
#endif

/* Print what objdump says of a function of this program: from the first to the
 * last instruction that names the variable, or all where none does, 12 lines at
 * most. Where there is no objdump, a line that names its package. */
void disassemble(const char *function, const char *variable);

#endif
