"""file in Python: squares from a child through a file.

Notebook, "Inter Process Communication" 1: write/read file.
"""
import os
import sys
import tempfile
from multiprocessing import Process

import cell


def write_squares(path):
    with open(path, "w") as file:
        for num in range(cell.args.numbers):
            file.write("{}\n".format(num ** 2))
        file.flush()
        if cell.args.sync:
            os.fsync(file.fileno())


if __name__ == "__main__":
    options = cell.options(__doc__)
    options.add_argument("-n", "--numbers", type=cell.number(1, 1000000),
                         default=10, help="square 0..N-1 (10)")
    options.add_argument("--sync", action="store_true",
                         help="wait until the disk has the file")
    args = cell.parse(options)

    total = got = 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "squares")
        p = Process(target=write_squares, args=(path,))
        start = cell.now()
        p.start()
        p.join()
        with open(path) as file:
            for line in file:
                cell.say(int(line), end=" ")
                total += int(line)
                got += 1
        elapsed = cell.now() - start

    cell.say("")
    if got != args.numbers:
        sys.exit("{} of {} squares came".format(got, args.numbers))
    cell.report(elapsed, args.numbers, total)
