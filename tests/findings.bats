#!/usr/bin/env bats
# The title of a picture says what the data say: doctored runs.

load fixture

cubes() { # C threads, C under GIL, Python threads: how much six take of one's time
    doctored "$4" <<<"cubes|C threads|1|1
cubes|C threads|6|$1
cubes|C threads, GIL|1|1
cubes|C threads, GIL|6|$2
cubes|Python threads|1|65
cubes|Python threads|6|$(awk "BEGIN { print 65 * $3 }")"
}

@test "cubes: Python's threads take turns, or run at once where there is no GIL" {
    cubes 3 6 6 gil
    [ "$(title gil cubes)" = "Python's threads take turns: six need 6.0 times one's time, C's 3.0 times on 2 cores" ]
    cubes 3 6 3.2 free
    [ "$(title free cubes)" = "Python's threads run at once here: six need 3.2 times one's time, C's 3.0 times on 2 cores" ]
    cubes 5.5 6 6 busy
    [ "$(title busy cubes)" = "Six threads need 6.0 times one's time in Python, 5.5 in C; 3.0 would do on 2 cores" ]
    CORES_OF_RUN=1 cubes 6 6 6 one
    [ "$(CORES_OF_RUN=1 title one cubes)" = "On one core all take turns: six threads need 6.0 times one's time in Python, 6.0 in C" ]
}

@test "cells: C ends sooner in all, in some or in none" {
    doctored all <<<'cells|C|queue|1
cells|C|pipe|2
cells|Python|queue|20
cells|Python|pipe|80'
    [ "$(title all cells)" = "Every cell ends sooner in C than in Python: 20 to 40 times as fast" ]
    doctored some <<<'cells|C|queue|30
cells|C|pipe|2
cells|Python|queue|20
cells|Python|pipe|80'
    [ "$(title some cells)" = "C is faster than Python in 1 of 2 cells, but not in queue" ]
    doctored none <<<'cells|C|queue|30
cells|Python|queue|20'
    [ "$(title none cells)" = "Here C is not faster than Python in any cell" ]
}

speedup() { # run, and what six workers take of one's time: C threads, GIL, C processes
    doctored "$1" <<<"speedup|C threads|1|30
speedup|C threads|6|$2
speedup|C threads, GIL|1|30
speedup|C threads, GIL|6|$3
speedup|C processes|1|30
speedup|C processes|6|$4"
}

@test "speedup: up to the cores, only in part, or not at all" {
    speedup usual 90 180 91
    [ "$(title usual speedup)" = "Workers pay up to the core count (2), unless a GIL makes them take turns" ]
    speedup odd 90 180 130
    [ "$(title odd speedup)" = "Six workers on 2 cores get 2.0 times one's work done as C threads, 1.0 times as C threads with a GIL" ]
    speedup part 110 180 130
    [ "$(title part speedup)" = "Six workers on 2 cores get 1.6 times one's work done as C threads, 1.0 times as C threads with a GIL" ]
    speedup nothing 180 180 180
    [ "$(title nothing speedup)" = "Six workers on 2 cores get no more done than one" ]
    CORES_OF_RUN=1 speedup one 180 180 180
    [ "$(CORES_OF_RUN=1 title one speedup)" = "On one core no number of workers gets more done than one" ]
}

crossing() { # run, threads at a million, processes at a million, both at 10 million
    doctored "$1" <<<"crossing|one thread|100000000|100
crossing|threads|1000000|$2
crossing|threads|10000000|$4
crossing|threads|100000000|101
crossing|processes|1000000|$3
crossing|processes|10000000|$4
crossing|processes|100000000|102"
}

@test "crossing: who wins at a million cubes, and from where on both scale" {
    crossing usual 1.1 2 10.5
    [ "$(title usual crossing)" = "At the notebook's million cubes threads beat processes (speed-up 1.8 and 1.0); both use two cores fully from 10 ms of work a worker" ]
    crossing turned 2 1.1 15
    [ "$(title turned crossing)" = "At the notebook's million cubes processes beat threads (speed-up 1.8 and 1.0); both use two cores fully from 100 ms of work a worker" ]
    # Where the intervals meet, nobody has won.
    crossing close 1.1 1.24 10.5
    awk 'BEGIN { FS = OFS = "\t" } $2 == "processes" && $3 == 1000000 { $14 = 1.1e6 } { print }' \
        results/close/summary.tsv >wide && mv wide results/close/summary.tsv
    [[ $(title close crossing) == "At the notebook's million cubes nobody wins clearly (threads × 1.8, processes × 1.6); "* ]]
    crossing few 1.1 2 10.5
    sed -i 's/\tinner\t6\t/\tinner\t3\t/' results/few/summary.tsv
    [[ $(title few crossing) == *" nobody wins clearly (threads × 1.8, processes × 1.0); "* ]]
    crossing even 1.1 1.15 10.5
    [[ $(title even crossing) == *" nobody wins (threads × 1.8, processes × 1.7); "* ]]
    CORES_OF_RUN=1 crossing one 2 2 20
    [ "$(CORES_OF_RUN=1 title one crossing)" = "On one core two workers are never faster than one" ]
}

@test "chunks: what small and large ones cost" {
    doctored usual <<<'chunks|C|1|6
chunks|C|100|5
chunks|C|10000|10
chunks|Python|1|300
chunks|Python|100|15
chunks|Python|10000|25'
    [ "$(title usual chunks)" = "Chunks of one task cost Python 20 times the best chunk's time, C 1.2; one chunk for all leaves a worker idle" ]
    doctored flat <<<'chunks|C|1|5
chunks|C|10000|5'
    [ "$(title flat chunks)" = "Chunks of one task cost C 1.0 times the best chunk's time; one chunk for all is no slower here" ]
}

@test "messages: which way is cheap, which dear, and when it begins to matter" {
    doctored usual <<<'messages|C shared memory|10|0.2
messages|C shared memory|1000|0.2
messages|C shared memory|100000|0.6
messages|C pipe|10|0.2
messages|C pipe|1000|0.3
messages|C pipe|100000|45'
    [ "$(title usual messages)" = "Up to 1000 numbers the child's start is the price; then one costs 4 ns through shared memory, 452 ns through pipe" ]
    doctored other <<<'messages|C queue|10|0.2
messages|C queue|1000|2
messages|C pipe|10|0.2
messages|C pipe|1000|0.3'
    [[ $(title other messages) == *"through pipe, "*"through queue" ]]
    doctored none <<<'messages|C shared memory|1000|0.3
messages|C shared memory|100000|0.2
messages|C pipe|1000|0.3
messages|C pipe|100000|45'
    [[ $(title none messages) == *"one costs too little to tell through shared memory, "* ]]
}

balances() { # run, racy balance, locked balance
    doctored "$1" <<<"balances|C racy|-|1|$2
balances|C locked|-|1|$3"
}

@test "balances: lost without a lock, nothing lost this time, or the lock is broken" {
    balances lost 12 0
    [ "$(title lost balances)" = "Without the lock 6 of 6 runs end wrong, with it none of 6" ]
    balances luck 0 0
    [[ $(title luck balances) == "No run lost money this time"* ]]
    balances broken 12 1
    [[ $(title broken balances) == "Something is broken"* ]]
}
