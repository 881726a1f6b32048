"""crash in Python: whoever waits for the dead waits for ever. End it by Ctrl-C.

The counterpart of crash_map, crash_lock and crash_put, named by one word: a
worker killed in its task, a holder between acquire and release, a producer
while its queue's feeder thread writes a large item into the pipe, under the
lock that all producers share. Each names the dead before it begins to wait;
what it says after that shows that this Python goes on.
"""
import multiprocessing
import os
import signal

import cell


def die(what):
    """What kill -9 does, at this very place."""
    cell.result("process {} is killed {}".format(os.getpid(), what))
    os.kill(os.getpid(), signal.SIGKILL)


def square(x):
    if x == 3:
        die("in item 3")
    return x ** 2


def in_map():
    with multiprocessing.Pool(2) as pool:
        cell.result(pool.map(square, range(8)))


def transfer(lock, mine, yours):
    lock.acquire()
    mine.value -= 50
    die("holding the lock")
    yours.value += 50
    lock.release()


def in_lock():
    lock = multiprocessing.Lock()
    mine = multiprocessing.Value("i", 100)
    yours = multiprocessing.Value("i", 0)
    victim = multiprocessing.Process(target=transfer, args=(lock, mine, yours))
    victim.start()
    victim.join()
    lock.acquire()
    cell.result("the lock is held; {} and {}".format(mine.value, yours.value))


def produce(q, item):
    q.put(item)


def in_put():
    """Nobody gets, so a large item fills the pipe and the feeder waits there."""
    q = multiprocessing.Queue()
    victim = multiprocessing.Process(target=produce, args=(q, bytes(2 ** 24)))
    victim.start()
    q._reader.poll(None)                # the first bytes of the item are there
    os.kill(victim.pid, signal.SIGKILL)
    victim.join()
    cell.result("process {} is killed in its put".format(victim.pid))
    other = multiprocessing.Process(target=produce, args=(q, "alive"))
    other.start()
    cell.result("got {:.20}".format(str(q.get())))
    other.join()


if __name__ == "__main__":
    cases = {"map": in_map, "lock": in_lock, "put": in_put}
    options = cell.options(__doc__)
    options.add_argument("case", choices=cases, help="where")
    cases[cell.parse(options).case]()
