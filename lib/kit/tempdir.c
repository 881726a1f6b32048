#include "kit/tempdir.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kit/die.h"

static char path[PATH_MAX];
static pid_t guard;
static int alive = -1; /* held open by all that work with the directory */

static int remove_one(const char *name, const struct stat *info, int flag,
                      struct FTW *walk)
{
    (void)info, (void)flag, (void)walk;
    return remove(name) && errno != ENOENT ? -1 : 0;
}

/* Make the directory, tell its path, wait until the last holder of the other
 * end is gone, remove it. Made by the guard itself, so that it never lacks one.
 */
static _Noreturn void guard_main(int end, int report)
{
    enum { END, REPORT };
    char byte;

    setsid(); /* out of reach of the terminal's Ctrl-C */
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN); /* the parent may be gone before it is told */
    dup2(end, END);
    dup2(report, REPORT);
    close_range(REPORT + 1, ~0u, 0); /* nobody's end of file waits for us */
    if (!mkdtemp(path))
        snprintf(path, sizeof path, "?%s", strerror(errno));
    /* Not told: the parent is gone, or there is nothing to guard. */
    bool told = write(REPORT, path, strlen(path) + 1) > 0 && *path != '?';
    close(REPORT);
    while (told && read(END, &byte, 1) < 0 && errno == EINTR)
        ;
    _exit(nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) ? 1 : 0);
}

/* A pipe above the three standard descriptors, one of which may be closed. */
static void high_pipe(int ends[2])
{
    int low[2];

    if (pipe(low))
        check(errno, "temporary directory");
    for (int i = 0; i < 2; i++) {
        ends[i] = fcntl(low[i], F_DUPFD_CLOEXEC, 3);
        if (ends[i] < 0)
            check(errno, "temporary directory");
    }
    close(low[0]);
    close(low[1]);
}

const char *tempdir(void)
{
    const char *base = getenv("TMPDIR");
    int life[2], told[2];
    ssize_t got;

    if (!base || !*base)
        base = "/tmp";
    /* a path that fits into one atomic write to a pipe is long enough */
    if (snprintf(path, sizeof path, "%s/mpbench-XXXXXX", base) >= PIPE_BUF)
        die("TMPDIR is too long");
    high_pipe(life);
    high_pipe(told);
    fflush(stdout);
    guard = fork();
    if (guard < 0)
        check(errno, "temporary directory");
    if (guard == 0) {
        close(life[1]);
        close(told[0]);
        guard_main(life[0], told[1]);
    }
    close(life[0]);
    close(told[1]);
    alive = life[1];
    while ((got = read(told[0], path, sizeof path)) < 0 && errno == EINTR)
        ;
    close(told[0]);
    if (got <= 0 || *path == '?')
        die("temporary directory in '%s': %s", base,
            got > 0 ? path + 1 : "its guard process is gone");
    return path;
}

void tempdir_remove(void)
{
    close(alive);
    while (waitpid(guard, NULL, 0) < 0 && errno == EINTR)
        ;
}
