/* file - a file carries data between processes, once it is written to its end.
 *
 * Notebook, "Inter Process Communication", 1: write/read file.
 *
 * The child writes its squares as text, the parent reads them after the join:
 * a file alone does not say when it is complete. The disk is not needed for
 * this, both use the kernel's copy of the file; --sync waits for the disk, as a
 * database must.
 *
 *     $ file
 *     0 1 4 9 16 25 36 49 64 81
 *
 * Try: file -q -n 1000 --format=csv, then with --sync: what does the disk cost?
 *      file -n 100000 | sleep 60, and ls /tmp/mpbench* elsewhere; then Ctrl-C
 * Compare: pipe, which needs no disk, no name and no clearing up.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "kit/die.h"
#include "kit/opts.h"
#include "kit/report.h"
#include "kit/say.h"
#include "kit/squares.h"
#include "kit/tempdir.h"
#include "mp/mp.h"

static long numbers = 10;
static bool sync_it;

static const struct opt options[] = {
    OPT_LONG('n', "numbers", "N", &numbers, 1, 1000000, "square 0..N-1 (10)"),
    OPT_FLAG(0, "sync", &sync_it, "wait until the disk has the file"), OPT_END};

static int write_squares(void *path)
{
    FILE *file = check_new(fopen(path, "w"), path);

    for (long i = 0; i < numbers; i++)
        fprintf(file, "%ld\n", i * i); /* <-- */
    if (fflush(file) || (sync_it && fsync(fileno(file))) || fclose(file))
        check(errno, path); /* a full disk shows here at the latest */
    return 0;
}

int main(int argc, char **argv)
{
    char path[PATH_MAX + sizeof "/squares"];
    long x, sum = 0;

    opts_parse(argc, argv, options);
    snprintf(path, sizeof path, "%s/squares", tempdir());
    struct mp_process child = mp_process(write_squares, path);
    int64_t start = mp_clock_now();
    check(mp_process_start(&child), "process");
    check(mp_process_join(&child), "join");
    FILE *file = check_new(fopen(path, "r"), path);
    for (; fscanf(file, "%ld", &x) == 1; sum += x)
        say("%ld ", x);
    int64_t elapsed = mp_clock_now() - start;

    say("\n");
    fclose(file);
    tempdir_remove();
    squares_check(sum, numbers);
    report(elapsed, numbers, "%ld", sum);
}
