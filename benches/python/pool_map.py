"""pool_map in Python: a pool of workers, and results in order.

Notebook, cell 2.
"""
import os
from multiprocessing import Pool

import cell


def square(x):
    cell.say("PID {} is processing input {}".format(os.getpid(), x))
    cell.spin(cell.args.work)
    return x ** 2


if __name__ == "__main__":
    options = cell.options(__doc__)
    options.add_argument("-n", "--inputs", type=cell.number(1, 1000000),
                         default=6, help="square 0..N-1 (6)")
    options.add_argument("-w", "--workers", type=cell.number(1, 1024),
                         default=cell.cores(), help="how many (one a core)")
    options.add_argument("--chunk", type=cell.number(0, 1000000), default=0,
                         help="inputs taken at a time (0: Python's choice)")
    options.add_argument("--work", type=cell.duration, default=0,
                         help="cost of a task (0)", metavar="TIME")
    args = cell.parse(options)

    p = Pool(processes=args.workers)
    start = cell.now()
    result = p.map(square, range(args.inputs), args.chunk or None)
    elapsed = cell.now() - start
    p.close()
    p.join()

    cell.result(result)
    cell.report(elapsed, args.inputs, sum(result))
