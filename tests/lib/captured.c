#include "captured.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common.h"

enum { ARGS = 32 };

const char *part(void)
{
    return getenv("MPB_PART");
}

int lines_of(const char *text)
{
    int lines = 0;

    for (const char *end; *text; text = end + 1, lines++) {
        end = strchr(text, '\n');
        ck_assert_msg(end, "a line without an end: %s", text);
    }
    return lines;
}

/* A descriptor for stdout; -1: none. */
static int open_stdout(enum captured_stdout out)
{
    int ends[2];

    switch (out) {
    case OUT_FILE:
        return memfd_create("stdout", MFD_CLOEXEC);
    case OUT_FULL:
        return open("/dev/full", O_WRONLY | O_CLOEXEC);
    case OUT_CLOSED:
        return -1;
    default:
        ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
        close(ends[0]);
        return ends[1];
    }
}

static _Noreturn void become(const char *its_part, const char *const *args)
{
    char *emulator = getenv("MPB_EMULATOR"), self[1024] = "";
    char *argv[ARGS + 4] = {emulator, strdup("-0"), strdup("prog"),
                            emulator ? self : NULL};
    char **arg = emulator ? argv + 4 : argv + 3;
    struct rlimit no_core = {0, 0};

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setrlimit(RLIMIT_CORE, &no_core);
    for (int i = 0; i < ARGS - 2 && args[i]; i++)
        arg[i] = strdup(args[i]);
    setenv("MPB_PART", its_part, 1);
    /* The kernel would take the emulator for this program. */
    if (emulator && readlink("/proc/self/exe", self, sizeof self - 1) > 0)
        execvp(emulator, argv);
    else
        execv("/proc/self/exe", argv + 2);
    _exit(99);
}

static void read_all(int fd, char *text, size_t size)
{
    ssize_t n = fd < 0 ? 0 : pread(fd, text, size - 1, 0);

    text[n > 0 ? n : 0] = '\0'; /* what is no file has nothing to read */
    if (fd >= 0)
        close(fd);
}

struct captured captured(const char *its_part, enum captured_stdout how,
                         const char *const *args)
{
    struct captured result;
    int out = open_stdout(how), err = memfd_create("stderr", MFD_CLOEXEC);
    int status;

    ck_assert_int_ge(err, 0);
    fflush(stdout);
    fflush(stderr);
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        signal(SIGPIPE, how == OUT_PIPE_IGN ? SIG_IGN : SIG_DFL);
        dup2(err, STDERR_FILENO);
        if (out < 0)
            close(STDOUT_FILENO);
        else
            dup2(out, STDOUT_FILENO);
        become(its_part, args);
    }
    while (waitpid(pid, &status, 0) < 0)
        ck_assert_int_eq(errno, EINTR);
    read_all(out, result.out, sizeof result.out);
    read_all(err, result.err, sizeof result.err);
    result.code = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    return result;
}

struct running started(const char *its_part, const char *arg)
{
    struct running r;
    int in[2], out[2];

    ck_assert_int_eq(pipe2(in, O_CLOEXEC) | pipe2(out, O_CLOEXEC), 0);
    r.pid = fork();
    ck_assert_int_ge(r.pid, 0);
    if (r.pid == 0) {
        setpgid(0, 0);
        signal(SIGPIPE, SIG_DFL);
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        become(its_part, (const char *const[]){arg, NULL});
    }
    setpgid(r.pid, r.pid); /* whoever comes first */
    close(in[0]);
    close(out[1]);
    r.in = in[1];
    r.out = out[0];
    return r;
}

void ended(struct running *r, int signal)
{
    int status;

    while (waitpid(r->pid, &status, 0) < 0)
        ck_assert_int_eq(errno, EINTR);
    ck_assert_msg(signal ? WIFSIGNALED(status) && WTERMSIG(status) == signal
                         : status == 0,
                  "wait status %#x, expected signal %d", (unsigned)status,
                  signal);
    if (r->in >= 0)
        close(r->in);
    close(r->out);
}
