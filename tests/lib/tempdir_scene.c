#include "tempdir_scene.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common.h"
#include "kit/die.h"
#include "kit/tempdir.h"
#include "mp/clock.h"

/* A file, and a directory with a link to what is not to be removed. */
static void fill_directory(const char *dir)
{
    char name[5000];

    snprintf(name, sizeof name, "%s/squares", dir);
    close(open(name, O_CREAT | O_WRONLY, 0600));
    snprintf(name, sizeof name, "%s/sub", dir);
    mkdir(name, 0700);
    snprintf(name, sizeof name, "%s/sub/link", dir);
    if (getenv("KEPT") && symlink(getenv("KEPT"), name))
        die("no link");
}

/* Stay alive for as long as the suite does not close its end. */
static void wait_for_suite(int fd)
{
    char byte;

    while (read(fd, &byte, 1) < 0 && errno == EINTR)
        ;
}

int play_tempdir(int argc, char **argv)
{
    const char *dir = tempdir(), *what = argc > 1 ? argv[1] : "return";
    struct stat info;

    if (getenv("CLOSE"))
        close(atoi(getenv("CLOSE")));
    fill_directory(dir);
    printf("%s\n", dir);
    fflush(stdout);
    if (strcmp(what, "die") == 0)
        die("dies");
    if (strcmp(what, "remove") == 0) {
        tempdir_remove();
        printf("%s\n", stat(dir, &info) ? strerror(errno) : "it is there");
    }
    if (strcmp(what, "mode") == 0 && stat(dir, &info) == 0)
        printf("%o %d\n", info.st_mode & 07777u, info.st_uid == geteuid());
    if (strcmp(what, "wait") == 0)
        wait_for_suite(STDIN_FILENO);
    if (strcmp(what, "child") == 0 && fork() == 0) {
        close(STDOUT_FILENO);
        wait_for_suite(STDIN_FILENO);
        _exit(0);
    }
    return 0;
}

char base[] = "/tmp/test tempdir 'XXXXXX";

void make_base(void)
{
    strcpy(strrchr(base, '\'') + 1, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(base));
    ck_assert_int_eq(setenv("TMPDIR", base, 1), 0);
}

int entries_of_base(void)
{
    DIR *dir = opendir(base);
    int n = -2; /* . and .. */

    ck_assert_ptr_nonnull(dir);
    while (readdir(dir))
        n++;
    closedir(dir);
    return n;
}

void all_is_gone(void)
{
    int64_t deadline = mp_clock_deadline(MP_S(20));

    while (entries_of_base() > 0 && mp_clock_left(deadline) > 0)
        sleep_ms(1);
    ck_assert_int_eq(entries_of_base(), 0);
    ck_assert_int_eq(rmdir(base), 0);
}

struct running working(const char *what)
{
    struct running r = started("tempdir", what);
    char line[5000];

    ck_assert_int_gt(read(r.out, line, sizeof line), 0);
    ck_assert_int_eq(entries_of_base(), 1);
    return r;
}
