#include "kit/disassemble.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kit/die.h"
#include "kit/say.h"

enum { LINES = 200, LONGEST = 200, SHOWN = 12 };

/* In the child: become objdump. No shell: a path may contain anything. */
static _Noreturn void become_objdump(const char *function, int out)
{
    char option[100], self[4096];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);

    snprintf(option, sizeof option, "--disassemble=%s", function);
    if (length > 0 && dup2(out, STDOUT_FILENO) >= 0) {
        self[length] = '\0';
        execlp("objdump", "objdump", "-d", "--no-show-raw-insn",
               "--no-addresses", option, "--", self, (char *)NULL);
    }
    _exit(127);
}

/* The text of the function's instructions, without the head. */
static int read_lines(FILE *in, char lines[LINES][LONGEST])
{
    char line[LONGEST];
    int count = 0;

    while (fgets(line, sizeof line, in))
        if (line[0] == '\t' && count < LINES)
            strcpy(lines[count++], line + 1);
    return count;
}

static void show(char lines[LINES][LONGEST], int count, const char *variable)
{
    int first = -1, last = count - 1;

    for (int i = 0; i < count; i++)
        if (strstr(lines[i], variable)) {
            first = first < 0 ? i : first;
            last = i;
        }
    first = first < 0 ? 0 : first;
    for (int i = first; i <= last && i < first + SHOWN; i++)
        result("    %s", lines[i]);
}

void disassemble(const char *function, const char *variable)
{
    static char lines[LINES][LONGEST];
    int ends[2], status = 0, count = 0;

    fflush(stdout);
    pid_t pid = pipe(ends) == 0 ? fork() : -1;
    if (pid < 0)
        die("objdump: cannot be started");
    if (pid == 0)
        become_objdump(function, ends[1]);
    close(ends[1]);
    FILE *in = fdopen(ends[0], "r");
    if (in) {
        count = read_lines(in, lines);
        fclose(in);
    }
    waitpid(pid, &status, 0);
    if (count == 0)
        result("    (no objdump here: package binutils)\n");
    else
        show(lines, count, variable);
}
