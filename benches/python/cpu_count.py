"""cpu_count in Python: it tells what the box has, not what may be used.

Notebook, cell 1. The last two fields of the record are what the C program goes
by; its quota has no counterpart in Python.
"""
import multiprocessing
import os

import cell

if __name__ == "__main__":
    options = cell.options(__doc__)
    options.add_argument("-v", "--verbose", action="store_true",
                         help="say also what limits the number")
    args = cell.parse(options)

    start = cell.now()
    num_cores = multiprocessing.cpu_count()
    elapsed = cell.now() - start
    affinity = len(os.sched_getaffinity(0))

    if args.verbose:
        cell.result("{} online, {} in the affinity mask".format(
            num_cores, affinity))
    cell.result("{} cores available".format(num_cores))
    cell.report(elapsed, 1, num_cores, online=num_cores, affinity=affinity)
