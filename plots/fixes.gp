# fixes.gp - what an update costs by each fix; crosses where the sum was wrong
set ytics ()
load 'fixes.words'
eval heading
set lmargin at screen left_edge(0.15)
set rmargin at screen right_edge(0.88)
set logscale x
set xrange [left:right]
set xtics ('0.1 ns' 0.1, '1 ns' 1, '10 ns' 10, '100 ns' 100, '1 µs' 1e3, \
    '10 µs' 1e4, '100 µs' 1e5, '1 ms' 1e6, '10 ms' 1e7)
set xlabel 'time an update (log scale)'
set yrange [-0.5:fixes + 0.3]
if (dumb) { # a line a fix
    unset xlabel
    set bmargin at screen 2.2 / rows
    set tmargin at screen 1 - 0.6 / rows
}
set grid xtics

colours = 'blue purple yellow'
colour(i) = value(word(colours, i + 1))
marker(i) = word('7 9 11', i + 1) + 0

plot for [i=0:2] 'fixes.tsv' index i using 2:1:3:4 with xerrorbars \
        linecolor rgb colour(i) linewidth 2 pointtype marker(i) pointsize size, \
    'fixes.tsv' index 3 using 2:1 with points linecolor rgb red linewidth 3 \
        pointtype 2 pointsize 1.6 * size
