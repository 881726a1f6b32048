"""bank_locked in Python: deposit and withdraw under a lock.

Notebook, cell 10. The barrier is the C program's start gate: without a sleep
the first teller would be done before the other begins.
"""
import sys
import time
from multiprocessing import Barrier, Lock, Process, Value

import cell


def teller(balance, amount, gate, lock):
    args = cell.args
    gate.wait()
    for i in range(args.rounds):
        if args.sleep:
            time.sleep(args.sleep / 1e9)
        lock.acquire()
        seen = balance.value
        if args.window != "none":
            cell.open_window(args.window)
        balance.value = seen + amount
        lock.release()


if __name__ == "__main__":
    args = cell.bank_options(__doc__)
    my_balance = Value("i", 0)
    gate = Barrier(3)
    lock = Lock()
    cell.result("starting balance: {}".format(my_balance.value))

    d = Process(target=teller, args=(my_balance, +1, gate, lock))
    w = Process(target=teller, args=(my_balance, -1, gate, lock))
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
    if my_balance.value != 0:
        sys.exit("the lock did not hold")
