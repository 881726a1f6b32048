"""queue in Python: squares through a FIFO queue (queue.py is a module's name).

Notebook, cell 7. The notebook joins the child first and empties the queue
then, which hangs when the items do not all fit into the pipe under the queue
(64 KiB); so this gets first and joins then.
"""
import queue
import sys
from multiprocessing import Process, Queue

import cell


def calc_square_q(input_arr, q):
    for num in input_arr:
        q.put(num ** 2)


if __name__ == "__main__":
    options = cell.options(__doc__)
    options.add_argument("-n", "--numbers", type=cell.number(1, 1000000),
                         default=10, help="square 0..N-1 (10)")
    options.add_argument("-w", "--producers", type=cell.number(1, 1024),
                         default=1, help="a share each (1)")
    args = cell.parse(options)
    n, w = args.numbers, args.producers

    q = Queue()
    total = got = 0
    start = cell.now()
    producers = [Process(target=calc_square_q,
                         args=(range(n * i // w, n * (i + 1) // w), q))
                 for i in range(w)]
    for p in producers:
        p.start()
    while got < n:
        try:
            x = q.get(timeout=1)
        except queue.Empty:
            if any(p.exitcode for p in producers):
                sys.exit("a producer died")
            continue
        cell.say(x, end=" ")
        total += x
        got += 1
    for p in producers:
        p.join()
    elapsed = cell.now() - start

    cell.say("")
    cell.report(elapsed, n, total)
