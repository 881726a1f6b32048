# start.gp - start and join of a thread, a fork and a spawn, by the parent's size
load 'start.words'
yname = 'time of a start and a join (log scale)'
eval heading
set logscale xy
set xrange [left:right]
set xtics ('1 MiB' 1, '4 MiB' 4, '16 MiB' 16, '64 MiB' 64, '256 MiB' 256, '1 GiB' 1024, '4 GiB' 4096)
set yrange [bottom:top]
set ytics ('1 µs' 1e-6, '3 µs' 3e-6, '10 µs' 1e-5, '30 µs' 3e-5, '100 µs' 1e-4, '300 µs' 3e-4, \
    '1 ms' 1e-3, '3 ms' 3e-3, '10 ms' 0.01, '30 ms' 0.03, '100 ms' 0.1, '300 ms' 0.3, '1 s' 1)
set xlabel "the parent's resident memory (log scale)"

colours = 'blue green red'
colour(i) = value(word(colours, i + 1))
marker(i) = word('7 5 13', i + 1) + 0

plot each * x with lines dashtype 2 linewidth 1.5 linecolor rgb muted, \
    for [i=0:2] 'start.tsv' index i using 1:2 with lines linecolor rgb colour(i) linewidth 2, \
    for [i=0:2] '' index i using 1:2:3:4 with yerrorbars linecolor rgb colour(i) \
        linewidth 2 pointtype marker(i) pointsize size, \
    for [i=0:2] '' index i using 1:(letters($2)) with points pointtype marker(i)
