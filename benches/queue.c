/* queue - what is put first is got first, whoever gets it.
 *
 * Notebook, cell 7: Queue(), put by a child, got by the parent.
 *
 * There is room for 1024 items; put waits while it is full, get while it is
 * empty. The notebook joins the child first and gets then: that hangs as soon
 * as the items do not all fit (in Python from some 64 KiB on). So get first.
 *
 *     $ queue
 *     0 1 4 9 16 25 36 49 64 81
 *
 * Try: queue -w 3 -n 3000, a few times: what stays in order, and what does not?
 *      queue -n 1000000 --format=csv, and the same with pipe: which is faster?
 * Compare: pipe, which has one sender and one receiver.
 */
#include "kit/die.h"
#include "kit/opts.h"
#include "kit/report.h"
#include "kit/say.h"
#include "kit/squares.h"
#include "mp/mp.h"

static long numbers = 10, producers = 1;

static const struct opt options[] = {
    OPT_LONG('n', "numbers", "N", &numbers, 1, 1000000, "square 0..N-1 (10)"),
    OPT_LONG('w', "producers", "N", &producers, 1, 1024, "a share each (1)"),
    OPT_END};

struct share { /* one producer's numbers */
    struct mp_queue *q;
    long first, end;
};

static int calc_square_q(void *arg)
{
    const struct share *share = arg;

    for (long i = share->first; i < share->end; i++) {
        long x = i * i;
        check(mp_queue_put(share->q, &x, sizeof x), "put"); /* <-- */
    }
    return 0;
}

static void check_alive(struct mp_process *child)
{
    for (long i = 0; i < producers; i++)
        if (!mp_process_join_timed(&child[i], 0) && child[i].exitcode)
            die("producer %d died", (int)child[i].pid);
}

int main(int argc, char **argv)
{
    opts_parse(argc, argv, options);
    long x, sum = 0;
    struct mp_queue *q = check_new(mp_queue_create(1024, sizeof x, 0), "queue");
    struct mp_process child[producers];
    struct share share[producers];
    int64_t start = mp_clock_now();
    for (long i = 0; i < producers; i++) {
        share[i] = (struct share){q, numbers * i / producers,
                                  numbers * (i + 1) / producers};
        child[i] = mp_process(calc_square_q, &share[i]);
        check(mp_process_start(&child[i]), "process");
    }
    for (long got = 0; got < numbers; got++, sum += x) {
        while (mp_queue_get_timed(q, &x, sizeof x, MP_S(1)))
            check_alive(child); /* a queue does not tell, as a pipe does */
        say("%ld ", x);
    }
    for (long i = 0; i < producers; i++)
        check(mp_process_join(&child[i]), "join");
    int64_t elapsed = mp_clock_now() - start;

    say("\n");
    squares_check(sum, numbers);
    report(elapsed, numbers, "%ld", sum);
    mp_queue_destroy(q);
}
