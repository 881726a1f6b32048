# chunks.gp - a pool's time against the chunk size
load 'chunks.words'
yname = 'time of the map (log scale)'
eval heading
set logscale xy
set xrange [0.8:12500]
set xtics (1, 10, 100, 1000, '' 2500, '' 5000, '10 000' 10000)
set yrange [bottom:top]
set ytics ('3 ms' 0.003, '10 ms' 0.01, '30 ms' 0.03, '100 ms' 0.1, '300 ms' 0.3, '1 s' 1, '3 s' 3)
set xlabel 'chunk: inputs handed over at a time (log scale)'
set label '← small chunks: a hand-over each' at graph 0.02,0.94 left font small textcolor rgb muted
set label 'large chunks: a worker waits →' at graph 0.98,0.94 right font small textcolor rgb muted

plot ideal with lines dashtype 2 linewidth 1.5 linecolor rgb muted, \
    'chunks.tsv' index 0 using 1:2 with lines linecolor rgb blue linewidth 2, \
    'chunks.tsv' index 1 using 1:2 with lines linecolor rgb red linewidth 2, \
    'chunks.tsv' index 0 using 1:2:3:4 with yerrorbars linecolor rgb blue \
        linewidth 2 pointtype round pointsize size, \
    'chunks.tsv' index 1 using 1:2:3:4 with yerrorbars linecolor rgb red \
        linewidth 2 pointtype diamond pointsize size
