/* killer_main.c - what a suite of the killer needs besides: whether it works
 * here, who sleeps, names for addresses, main. */
#include <fcntl.h>
#include <link.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common.h"
#include "killer.h"

/* The letter of /proc/PID/stat: S asleep, R running, t stopped by ptrace. */
static char state(pid_t pid)
{
    char path[32], text[512];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 'Z';
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    text[n > 0 ? n : 0] = '\0';
    char *end =
        strrchr(text, ')'); /* after the name, which may hold anything */
    return end ? end[2] : 'Z';
}

bool killer_sleeps(pid_t pid)
{
    char s = state(pid);

    return s == 'S' || s == 'Z' || s == 'X';
}

void killer_await_sleep(pid_t pid)
{
    while (!killer_sleeps(pid))
        sched_yield();
}

bool killer_keep_waiting(void *arg, int n)
{
    (void)arg;
    (void)n;
    return true;
}

struct place {
    uintptr_t pc;
    char text[128];
};

static int find_place(struct dl_phdr_info *info, size_t size, void *arg)
{
    struct place *p = arg;

    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        uintptr_t start = info->dlpi_addr + segment->p_vaddr;
        if (segment->p_type != PT_LOAD || p->pc < start ||
            p->pc - start >= segment->p_memsz)
            continue;
        const char *name = strrchr(info->dlpi_name, '/');
        name = name ? name + 1 : info->dlpi_name;
        snprintf(p->text, sizeof p->text, "%s+0x%lx",
                 *name ? name : "the program",
                 (unsigned long)(p->pc - info->dlpi_addr));
        return 1;
    }
    return 0;
}

const char *killer_where(uintptr_t pc)
{
    static struct place p;

    p = (struct place){.pc = pc, .text = "nowhere"};
    if (pc == 0)
        return "asleep in a system call";
    dl_iterate_phdr(find_place, &p);
    return p.text;
}

const char *killer_skip(void)
{
    const char *preload = getenv("LD_PRELOAD");
    int status;

    if (preload && strstr(preload, "vgpreload"))
        return "valgrind cannot trace what it emulates";
#if defined(__SANITIZE_THREAD__)
    return "the thread sanitizer's own locks would be stepped";
#endif
#if defined(__aarch64__)
    if (!(getauxval(AT_HWCAP) & HWCAP_ATOMICS))
        return "a single-stepped LL/SC loop never ends, and this CPU has no "
               "LSE atomics";
#endif
    pid_t pid = fork();
    if (pid == 0) {
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0)
            raise(SIGSTOP);
        _exit(1);
    }
    bool works = waitpid(pid, &status, 0) == pid && WIFSTOPPED(status) &&
                 ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL) == 0 &&
                 waitpid(pid, &status, 0) == pid && WIFSTOPPED(status);
    if (works) {
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
    }
    return works ? NULL : "ptrace does not work here";
}

int killer_main(const char *name, char **argv, const TTest *first, ...)
{
    /* Lazy binding would be single-stepped; the loader reads this at exec. */
    if (!getenv("LD_BIND_NOW")) {
        setenv("LD_BIND_NOW", "1", 1);
        execv("/proc/self/exe", argv);
    }
    const char *filter = getenv("MPB_FILTER"), *reason = killer_skip();
    Suite *suite = suite_create(name);
    TCase *all = tcase_create(name);
    va_list more;

    if (reason)
        printf("skipped: %s: %s\n", name, reason);
    tcase_set_timeout(all, 120); /* some seconds each, on an idle machine */
    tcase_add_checked_fixture(all, note_descriptors, assert_nothing_left);
    va_start(more, first);
    for (const TTest *t = first; t && !reason; t = va_arg(more, const TTest *))
        if (!filter || strstr(t->name, filter))
            tcase_add_test(all, t);
    va_end(more);
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
