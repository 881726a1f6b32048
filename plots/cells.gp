# cells.gp - each cell in C and in Python, whole program
set ytics ()
load 'cells.words'
eval heading
set lmargin at screen left_edge(0.15)
set rmargin at screen right_edge(0.79)
set logscale x
set xrange [left:right]
set xtics ('1 ms' 0.001, '3 ms' 0.003, '10 ms' 0.01, '30 ms' 0.03, '100 ms' 0.1, \
    '300 ms' 0.3, '1 s' 1, '3 s' 3, '10 s' 10)
set xlabel 'time (log scale)'
set yrange [-0.5:cells]
set grid xtics

plot 'cells.tsv' index 0 using 2:1:3:4 with xerrorbars linecolor rgb blue \
        linewidth 2 pointtype round pointsize size, \
    'cells.tsv' index 1 using 2:1:3:4 with xerrorbars linecolor rgb red \
        linewidth 2 pointtype diamond pointsize size
