"""threads in Python: one global interpreter lock, so they take turns.

Notebook, cell 4. The record's gil is the switch interval in ns that was in
force; 0 in a Python built without the lock.
"""
import os
import sys
import threading

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
    options.add_argument("--gil", type=cell.duration, nargs="?",
                         const=5000000, metavar="TIME",
                         help="sys.setswitchinterval(TIME) (5ms)")
    args = cell.parse(options)
    if args.gil:
        sys.setswitchinterval(args.gil / 1e9)
    has_gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    args.gil = round(sys.getswitchinterval() * 1e9) if has_gil else 0

    cell.say("pid of parent process: {}".format(os.getpid()))
    start = cell.now()
    threads = []
    for i in range(args.workers):
        cell.say("creating thread {}".format(i))
        threads.append(threading.Thread(target=calc_cube))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = cell.now() - start

    cell.result("time taken: {}".format(cell.timedelta(elapsed)))
    cell.report(elapsed, args.workers * args.cubes, args.workers)
