"""pipe in Python: squares through a pipe, ended by the message 'end'.

Notebook, cell 8.
"""
from multiprocessing import Pipe, Process

import cell


def calc_square_p(input_arr, p):
    for num in input_arr:
        p.send(num ** 2)
    p.send("end")


if __name__ == "__main__":
    options = cell.options(__doc__)
    options.add_argument("-n", "--numbers", type=cell.number(1, 1000000),
                         default=10, help="square 0..N-1 (10)")
    args = cell.parse(options)

    total = 0
    p_parent, p_children = Pipe()
    p = Process(target=calc_square_p, args=(range(args.numbers), p_children))
    start = cell.now()
    p.start()
    p_children.close()  # so that a child's death ends recv: EOFError
    while True:
        received = p_parent.recv()
        if received == "end":
            break
        cell.say(received, end=" ")
        total += received
    p.join()
    elapsed = cell.now() - start

    cell.say("")
    cell.report(elapsed, args.numbers, total)
