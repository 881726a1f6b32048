# clocks.gp - each cell by the program's own clock and by hyperfine's
set ytics ()
load 'clocks.words'
eval heading
set lmargin at screen left_edge(0.15)
set rmargin at screen right_edge(0.77)
set logscale x
set xrange [left:right]
# More than five and a half decades have no room for those between.
third(text) = right / left > 3e5 ? '' : roomy(text)
set xtics ('10 µs' 1e-5, third('30 µs') 3e-5, '100 µs' 1e-4, third('300 µs') 3e-4, '1 ms' 0.001, third('3 ms') 0.003, \
    '10 ms' 0.01, third('30 ms') 0.03, '100 ms' 0.1, third('300 ms') 0.3, '1 s' 1, third('3 s') 3, '10 s' 10)
set xlabel 'time (log scale)'
set yrange [-0.5:cells]
set grid xtics

plot 'clocks.tsv' index 0 using 2:1:3:4 with xerrorbars linecolor rgb blue \
        linewidth 1.5 pointtype round - 1 pointsize size, \
    'clocks.tsv' index 1 using 2:1:3:4 with xerrorbars linecolor rgb blue \
        linewidth 1.5 pointtype round pointsize size, \
    'clocks.tsv' index 2 using 2:1:3:4 with xerrorbars linecolor rgb red \
        linewidth 1.5 pointtype diamond - 1 pointsize size, \
    'clocks.tsv' index 3 using 2:1:3:4 with xerrorbars linecolor rgb red \
        linewidth 1.5 pointtype diamond pointsize size
