"""memory in Python: a thread writes to its parent's memory, a process does not.

Notebook, "Thread vs Process". Numbers in Python are never changed in place, so
the two words come from ctypes, which also tells where they lie.
"""
import ctypes
import sys
import threading
from multiprocessing import Process

import cell

word = ctypes.c_long(0)


def show(who):
    cell.say("{:<12} global {:2} at {:#x}, cell {:2} at {:#x}".format(
        who, word.value, ctypes.addressof(word),
        heap.value, ctypes.addressof(heap)))


def add(amount, who):
    word.value += amount
    heap.value += amount
    show(who)


if __name__ == "__main__":
    cell.parse(cell.options(__doc__))
    heap = ctypes.c_long(0)

    start = cell.now()
    show("parent")
    t = threading.Thread(target=add, args=(1, "thread, +1"))
    t.start()
    t.join()
    show("parent")
    p = Process(target=add, args=(10, "process, +10"))
    p.start()
    p.join()
    show("parent")
    elapsed = cell.now() - start

    if (word.value, heap.value) != (1, 1):
        sys.exit("the parent should see 1 and 1")
    cell.result("the thread's writes arrived, the process's did not")
    cell.report(elapsed, 2, word.value)
