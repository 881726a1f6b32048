"""processes in Python: a global interpreter lock each, so none waits.

Notebook, cell 5.
"""
import os
import sys
from multiprocessing import Process

import cell


def calc_cube():
    cell.say("function is executed on pid: {}".format(os.getpid()))
    for i in range(0, cell.args.cubes):
        i ** 3


if __name__ == "__main__":
    options = cell.options(__doc__)
    options.add_argument("-w", "--workers", type=cell.number(1, 1024),
                         default=cell.cores(), help="how many (one a core)")
    options.add_argument("-n", "--cubes", type=cell.number(1, 10**12),
                         default=1000000, help="cubes for each")
    args = cell.parse(options)

    cell.say("pid of parent process: {}".format(os.getpid()))
    start = cell.now()
    processes = []
    for i in range(args.workers):
        cell.say("creating process {}".format(i))
        processes.append(Process(target=calc_cube))
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    elapsed = cell.now() - start

    cell.result("time taken: {}".format(cell.timedelta(elapsed)))
    if any(process.exitcode for process in processes):
        sys.exit("a process failed")
    cell.report(elapsed, args.workers * args.cubes, args.workers)
