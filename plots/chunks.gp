# chunks.gp - a pool's time against the chunk size, and the two forces alone
load 'chunks.words'
yname = 'time of the map (log scale)'
eval heading
set logscale xy
set xrange [0.8:tasks * 1.25]
set xtics (1, 10, 100, 1000, '' 2500, '' 5000, '10 000' 10000)
set yrange [bottom:top]
set ytics ('1 ms' 1e-3, '3 ms' 0.003, '10 ms' 0.01, '30 ms' 0.03, '100 ms' 0.1, '300 ms' 0.3, \
    '1 s' 1, '3 s' 3)
set xlabel 'chunk: inputs handed over at a time (log scale)'

plot 'chunks.tsv' index 2 using 1:2 with lines linewidth 1 linecolor rgb muted, \
    '' index 3 using 1:2 with lines dashtype 3 linewidth 1.5 linecolor rgb muted, \
    '' index 0 using 1:2 with lines linecolor rgb blue linewidth 2, \
    '' index 1 using 1:2 with lines linecolor rgb red linewidth 2, \
    '' index 0 using 1:2:3:4 with yerrorbars linecolor rgb blue \
        linewidth 2 pointtype round pointsize size, \
    '' index 1 using 1:2:3:4 with yerrorbars linecolor rgb red \
        linewidth 2 pointtype diamond pointsize size, \
    '' index 0 using 1:(letters($2)) with points pointtype round, \
    '' index 1 using 1:(letters($2)) with points pointtype diamond
