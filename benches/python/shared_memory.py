"""shared_memory in Python: a child sets a Value and an Array.

Notebook, cell 6. The array's type is 'l' and not 'i', so that the squares of
more than 46341 numbers fit, as in the C program.
"""
import sys
from multiprocessing import Array, Process, Value

import cell


def ipc(input_num, result_arr, val):
    val.value = 3.14
    for idx, num in enumerate(input_num):
        result_arr[idx] = num ** 2


if __name__ == "__main__":
    options = cell.options(__doc__)
    options.add_argument("-n", "--numbers", type=cell.number(1, 1000000),
                         default=10, help="square 0..N-1 (10)")
    args = cell.parse(options)

    result = Array("l", args.numbers)
    val = Value("d", 0.0)
    p = Process(target=ipc, args=(range(args.numbers), result, val))
    start = cell.now()
    p.start()
    p.join()
    elapsed = cell.now() - start

    if p.exitcode:
        sys.exit("the child's exit code is {}".format(p.exitcode))
    squares = result[:]
    cell.result("Value: {}".format(val.value))
    cell.result("Array: {}".format(squares))
    cell.report(elapsed, args.numbers, sum(squares), value=val.value)
