/* lat_fork - fork copies the page tables: the larger the parent, the dearer.
 *
 * One start and one join, of something that does nothing. A thread shares its
 * parent's memory as it is. A process (fork) shares the pages but has a table of
 * its own that names each of them, and that is copied: 2 MiB of tables for a
 * parent of 1 GiB. spawn (posix_spawn of "true") copies no table: its child
 * goes straight into another program, and what costs is that program's start.
 *
 *     $ lat_fork --start=process --resident=256
 *     process, parent of 256 MiB: 1793.6 us
 *
 * The pages are of 4 KiB; --large lets the kernel use 2 MiB, and so 512 times
 * fewer entries, where it can.
 *
 * Try: lat_fork --start=process --resident=1024, then with --large
 *      lat_fork --start=spawn --resident=1 and 1024: what does not grow?
 * Compare: lat_start, which holds libmp against the bare calls.
 */
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "kit/block.h"
#include "kit/die.h"
#include "kit/opts.h"
#include "kit/report.h"
#include "kit/say.h"
#include "mp/mp.h"

enum { THREAD, PROCESS, SPAWN, MIB = 1 << 20 };
static const char *const names[] = {"thread", "process", "spawn", NULL};

static int start = PROCESS;
static long resident = 1;
static bool large;

static const struct opt options[] = {
    OPT_WORD(0, "start", "thread|process|spawn", &start, names,
             "what is started and joined (process)"),
    OPT_LONG(0, "resident", "MIB", &resident, 1, 1 << 20,
             "memory of the parent, each page touched (1)"),
    OPT_FLAG(0, "large", &large, "allow large pages"), OPT_END};

/* What the kernel would give without taking it from others, in MiB. */
static long available(void)
{
    FILE *file = fopen("/proc/meminfo", "r");
    char line[128];
    long kib = -1;

    while (file && kib < 0 && fgets(line, sizeof line, file))
        sscanf(line, "MemAvailable: %ld kB", &kib);
    if (file)
        fclose(file);
    return kib < 0 ? resident : kib / 1024;
}

static void grow(void)
{
    size_t bytes = (size_t)resident * MIB;
    long left = available();

    if (resident > left)
        die("--resident=%ld: only %ld MiB are free", resident, left);
    char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check_new(memory == MAP_FAILED ? NULL : memory, "memory");
    madvise(memory, bytes, large ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    for (size_t i = 0; i < bytes; i += 4096)
        memory[i] = 1; /* there only when written to */
}

static void *no_work(void *arg)
{
    return arg;
}

static int no_work_either(void *arg)
{
    (void)arg;
    return 0;
}

static void start_and_join(void)
{
    static char name[] = "true", *argv[] = {name, NULL};
    struct mp_process child = mp_process(no_work_either, NULL);
    pthread_t thread;
    pid_t pid;
    int status;

    switch (start) {
    case THREAD:
        check(pthread_create(&thread, NULL, no_work, NULL), "thread");
        check(pthread_join(thread, NULL), "join");
        break;
    case PROCESS:
        check(mp_process_start(&child), "process");
        check(mp_process_join(&child), "join");
        break;
    default:
        check(posix_spawnp(&pid, name, NULL, NULL, argv, environ), "true");
        if (waitpid(pid, &status, 0) != pid || status != 0)
            die("true failed");
    }
}

static int64_t time_starts(long n)
{
    int64_t begun = mp_clock_now();

    for (long i = 0; i < n; i++)
        start_and_join();
    return mp_clock_now() - begun;
}

int main(int argc, char **argv)
{
    long n;

    opts_parse(argc, argv, options);
    grow();
    double ns = block_each(time_starts, &n);
    result("%s, parent of %ld MiB: %.1f us\n", names[start], resident,
           ns / 1e3);
    report_field("block", "%ld", n);
    report_field("blocks", "%d", BLOCKS);
    long each = (long)(ns + 0.5); /* of one start and join */
    report(each, 1, "%ld", each);
}
