# compare.gp - two runs row by row, or a class run by run; 1 is "as long"
set ytics () font small
load 'compare.words'
eval heading
set lmargin at screen left_room
set rmargin at screen right_room
set logscale x
set xrange [left:right]
set xtics ('0.02' 0.02, '0.05' 0.05, '0.1' 0.1, '0.2' 0.2, '0.5' 0.5, '0.7' 0.7, '1' 1, \
    '1.4' 1.4, '2' 2, '5' 5, '10' 10, '20' 20, '50' 50)
set xlabel 'times as long (log scale)'
set yrange [-0.6:lines - 0.1]
unset grid
set grid xtics linetype 1 linecolor rgb faint linewidth 0.8
set arrow 99 from 1,graph 0 to 1,graph 1 nohead linewidth 2 linecolor rgb muted back
dot = (lines > 14 ? 1.3 : 1.6) * scale

plot 'compare.tsv' index 0 using 1:2:3:4 with xerrorbars linecolor rgb muted \
        linewidth 1 pointtype round - 1 pointsize dot, \
    '' index 1 using 1:2:3:4 with xerrorbars linecolor rgb blue \
        linewidth 1.5 pointtype round pointsize dot, \
    '' index 2 using 1:2:3:4 with xerrorbars linecolor rgb red \
        linewidth 1.5 pointtype diamond pointsize dot
