# sizes.gp - message time against size, with the kernel's own ways and a copy
load 'sizes.words'
yname = 'time of a message (log scale)'
eval heading
set logscale xy
set xrange [left:right]
set xtics ('8 B' 8, '64 B' 64, '512 B' 512, '4 KiB' 4096, '32 KiB' 32768, \
    roomy('256 KiB') 262144, '1 MiB' 1048576, '16 MiB' 16777216)
set yrange [bottom:top]
set ytics ('1 ns' 1e-9, '10 ns' 1e-8, '100 ns' 1e-7, '1 µs' 1e-6, '10 µs' 1e-5, \
    '100 µs' 1e-4, '1 ms' 1e-3, '10 ms' 0.01, '100 ms' 0.1)
set xlabel 'size of the message (log scale)'

colours = 'blue green red purple muted muted'
colour(i) = value(word(colours, i + 1))
marker(i) = word('7 5 13 9 12 10', i + 1) + 0

plot 'sizes.tsv' index 6 using 1:2 with lines dashtype 2 linewidth 2 linecolor rgb ink, \
    '' index 6 using 1:2:3:4 with yerrorbars linecolor rgb ink linewidth 1 pointtype 1 pointsize 0.5 * size, \
    for [i=4:5] '' index i using 1:2 with lines linecolor rgb muted linewidth 1, \
    for [i=0:3] '' index i using 1:2 with lines linecolor rgb colour(i) linewidth 2, \
    for [i=5:0:-1] '' index i using 1:2:3:4 with yerrorbars linecolor rgb colour(i) \
        linewidth (i < 4 ? 2 : 1) pointtype marker(i) pointsize size, \
    for [k=0:5] for [i=0:5] '' index i using 1:(in_turn($2, i, k, 6)) with points pointtype marker(i)
