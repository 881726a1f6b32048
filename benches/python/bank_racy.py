"""bank_racy in Python: deposit and withdraw without a lock.

Notebook, cell 9. The barrier is the C program's start gate: without a sleep
the first teller would be done before the other begins.
"""
import time
from multiprocessing import Barrier, Process, Value

import cell


def teller(balance, amount, gate):
    args = cell.args
    gate.wait()
    for i in range(args.rounds):
        if args.sleep:
            time.sleep(args.sleep / 1e9)
        seen = balance.value
        if args.window != "none":
            cell.open_window(args.window)
        balance.value = seen + amount


if __name__ == "__main__":
    args = cell.bank_options(__doc__)
    my_balance = Value("i", 0)
    gate = Barrier(3)
    cell.result("starting balance: {}".format(my_balance.value))

    d = Process(target=teller, args=(my_balance, +1, gate))
    w = Process(target=teller, args=(my_balance, -1, gate))
    d.start()
    w.start()
    gate.wait()
    start = cell.now()
    d.join()
    w.join()
    elapsed = cell.now() - start

    cell.result("end balance: {}".format(my_balance.value))
    cell.bank_say()
    cell.report(elapsed, 2 * args.rounds, my_balance.value,
                cores=cell.cores())
