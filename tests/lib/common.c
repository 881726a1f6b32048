#include "common.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* --- running -------------------------------------------------------------- */

int run_suite(Suite *suite)
{
    SRunner *runner = srunner_create(suite);

    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    int run = srunner_ntests_run(runner);
    srunner_free(runner);
    if (run == 0 && getenv("MPB_FILTER"))
        fprintf(stderr, "MPB_FILTER leaves no test\n");
    return failed > 0 || (run == 0 && getenv("MPB_FILTER"));
}

/* Check handles these, and children inherit that: terminating a child would
 * terminate the test. */
static void before_test(void)
{
    signal(SIGTERM, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    note_descriptors();
}

/* Is it named in the file MPB_SKIP? A line there: suite, test or *, reason. */
static bool skipped(const char *test)
{
    const char *path = getenv("MPB_SKIP"),
               *self = program_invocation_short_name;
    FILE *file = path ? fopen(path, "re") : NULL;
    char suite[64], name[128], reason[256];
    bool found = false;

    while (!found && file &&
           fscanf(file, "%63s %127s %255[^\n]", suite, name, reason) == 3)
        found =
            !strcmp(suite, self) && (!strcmp(name, test) || !strcmp(name, "*"));
    if (found)
        printf("skipped: %s: %s: %s\n", suite, test, reason);
    if (file)
        fclose(file);
    return found;
}

static void add(Suite *suite, const char *name, const TTest *first,
                va_list more)
{
    const char *filter = getenv("MPB_FILTER");
    TCase *tcase = tcase_create(name);

    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, before_test, assert_nothing_left);
    for (const TTest *t = first; t; t = va_arg(more, const TTest *))
        if ((!filter || strstr(t->name, filter)) && !skipped(t->name))
            tcase_add_test(tcase, t);
    suite_add_tcase(suite, tcase);
}

void add_tests(Suite *suite, const char *tcase, const TTest *first, ...)
{
    va_list more;

    va_start(more, first);
    add(suite, tcase, first, more);
    va_end(more);
}

int run_tests(const char *name, const TTest *first, ...)
{
    Suite *suite = suite_create(name);
    va_list more;

    va_start(more, first);
    add(suite, name, first, more);
    va_end(more);
    return run_suite(suite);
}

uint64_t test_seed(void)
{
    const char *given = getenv("SEED");
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t seed = given ? strtoull(given, NULL, 0)
                          : (uint64_t)now.tv_nsec ^ (uint64_t)getpid() << 32;
    fprintf(stderr, "SEED=%llu\n", (unsigned long long)seed);
    return seed;
}

uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* --- nothing left behind -------------------------------------------------- */

enum { LISTING = 16384 };
static char fds_before[LISTING], shm_before[LISTING];

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* The names in a directory, with where they lead if they are links, a line
 * each, in order. */
static void list(const char *dir, bool links, char text[LISTING])
{
    struct dirent **names;
    int n = scandir(dir, &names, visible, alphasort);
    size_t used = 0;

    text[0] = '\0';
    for (int i = 0; i < n; i++) {
        char path[300], target[300];
        snprintf(path, sizeof path, "%s/%s", dir, names[i]->d_name);
        ssize_t length = links ? readlink(path, target, sizeof target) : 0;
        /* Check keeps messages in a file that it replaces between tests. */
        if (length > 0 && memmem(target, (size_t)length, "/check_", 7))
            length = 0;
        /* Less than 0: what scandir itself had open, and has closed. */
        if (length >= 0 && used < LISTING)
            used += (size_t)snprintf(text + used, LISTING - used, "%s %.*s\n",
                                     names[i]->d_name, (int)length, target);
        free(names[i]);
    }
    if (n >= 0)
        free(names);
}

void note_descriptors(void)
{
    list("/proc/self/fd", true, fds_before);
    list("/dev/shm", false, shm_before);
}

/* Is each line of now in before too? */
static bool nothing_new(const char *now, const char *before)
{
    for (size_t length; *now; now += length) {
        length = strcspn(now, "\n") + 1;
        if (!memmem(before, strlen(before), now, length))
            return false;
    }
    return true;
}

void assert_nothing_left(void)
{
    char now[LISTING];

    errno = 0;
    pid_t pid = waitpid(-1, NULL, WNOHANG);
    ck_assert_msg(pid == -1 && errno == ECHILD, "a child is left: %d",
                  (int)pid);
    list("/proc/self/fd", true, now);
    ck_assert_msg(strcmp(now, fds_before) == 0,
                  "open descriptors were\n%sand are\n%s", fds_before, now);
    /* Another program may use /dev/shm meanwhile: give it a second to clear up,
     * and what it had there before may go. */
    for (int i = 0; i < 100; i++) {
        list("/dev/shm", false, now);
        if (nothing_new(now, shm_before))
            return;
        sleep_ms(10);
    }
    ck_abort_msg("/dev/shm was\n%sand is\n%s", shm_before, now);
}

int count_mappings(void)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    int c, lines = 0;

    ck_assert_ptr_nonnull(maps);
    while ((c = getc(maps)) != EOF)
        lines += c == '\n';
    fclose(maps);
    return lines;
}

/* --- processes that a test spoils ----------------------------------------- */

int in_child(int (*fn)(void))
{
    int status;
    pid_t pid;

    fflush(stdout);
    fflush(stderr);
    pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0)
        _exit(fn());
    while (waitpid(pid, &status, 0) < 0)
        ck_assert_int_eq(errno, EINTR);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

void become_ordinary_user(void)
{
    /* One's own number, so that a limit on processes counts one's own only. */
    if (geteuid() == 0 && setuid(100000 + (uid_t)getpid()) != 0)
        abort();
}

void use_one_cpu(void)
{
    cpu_set_t all, one;

    CPU_ZERO(&one);
    if (sched_getaffinity(0, sizeof all, &all) != 0)
        abort();
    for (size_t cpu = 0; CPU_COUNT(&one) == 0; cpu++)
        if (CPU_ISSET(cpu, &all))
            CPU_SET(cpu, &one);
    if (sched_setaffinity(0, sizeof one, &one) != 0)
        abort();
}

bool readable_within(int fd, int ms)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    int ready;

    while ((ready = poll(&p, 1, ms)) < 0)
        ck_assert_int_eq(errno, EINTR);
    return ready == 1;
}

void sleep_ms(int ms)
{
    struct timespec left = {ms / 1000, ms % 1000 * 1000000L};

    while (nanosleep(&left, &left) < 0 && errno == EINTR)
        ;
}
