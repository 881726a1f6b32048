# window.gp - loss against window: the median, its band, and a model
load 'window.words'
yname = 'share of the deposits that is lost'
eval heading
set rmargin at screen right_edge(0.79)
set logscale x
set xrange [narrow / 3.6:wide * 1.12]
set yrange [-high * 0.02:high * 1.05]
set ytics 10
set format y '%g%%'
set xtics ('none' narrow / 3.0, '100 ns' 100, '1 µs' 1e3, '10 µs' 1e4, '100 µs' 1e5, '1 ms' 1e6)
set xlabel 'window between read and write (log scale)'

plot 'window.tsv' index 0 using 1:3:4 with filledcurves \
        fillstyle transparent solid 0.22 noborder linecolor rgb blue, \
    '' index 1 using 1:2 with lines dashtype 2 linewidth 2 linecolor rgb red, \
    '' index 0 using 1:2 with linespoints linecolor rgb blue linewidth 2 \
        pointtype round pointsize size
