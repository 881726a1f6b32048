/* pipe - what is sent into one end comes out of the other, message by message.
 *
 * Notebook, cell 8: Pipe(), send by a child, recv by the parent until 'end'.
 *
 * recv waits for the next message. That there will be none is a message too:
 * "end", which no number can be taken for, since it is 3 bytes long and a
 * number is 8. Should the child die before it, recv says that nobody is left
 * to send.
 *
 *     $ pipe
 *     0 1 4 9 16 25 36 49 64 81
 *
 * Try: leave the "end" out of the source: how does the parent notice?
 *      pipe -n 1000000 --format=csv, and the same with queue: which is faster?
 * Compare: queue, for any number of senders and receivers.
 */
#include "kit/die.h"
#include "kit/opts.h"
#include "kit/report.h"
#include "kit/say.h"
#include "kit/squares.h"
#include "mp/mp.h"

static long numbers = 10;

static const struct opt options[] = {
    OPT_LONG('n', "numbers", "N", &numbers, 1, 1000000, "square 0..N-1 (10)"),
    OPT_END};

static int calc_square_p(void *arg)
{
    struct mp_pipe *parent = arg, *children = parent + 1;

    mp_pipe_close(parent);
    for (long i = 0; i < numbers; i++) {
        long x = i * i;
        check(mp_pipe_send(children, &x, sizeof x), "send");
    }
    check(mp_pipe_send(children, "end", 3), "send"); /* <-- */
    return 0;
}

int main(int argc, char **argv)
{
    struct mp_pipe ends[2]; /* [0] is the parent's, [1] the child's */
    long x, sum = 0;
    size_t length;

    opts_parse(argc, argv, options);
    check(mp_pipe(ends, MP_DUPLEX), "pipe");
    struct mp_process child = mp_process(calc_square_p, ends);
    int64_t start = mp_clock_now();
    check(mp_process_start(&child), "process");
    mp_pipe_close(&ends[1]);
    for (;;) {
        check(mp_pipe_recv(&ends[0], &x, sizeof x, &length), "recv");
        if (length != sizeof x) /* 'end' */
            break;
        say("%ld ", x);
        sum += x;
    }
    check(mp_process_join(&child), "join");
    int64_t elapsed = mp_clock_now() - start;

    mp_pipe_close(&ends[0]);
    say("\n");
    squares_check(sum, numbers);
    report(elapsed, numbers, "%ld", sum);
}
