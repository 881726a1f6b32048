# balances.gp - end balances, racy and locked; asinh is linear near 0, log beyond
set ytics ()
load 'balances.words'
eval heading
set lmargin at screen left_edge(0.22)
set rmargin at screen right_edge(0.81)
set nonlinear x via asinh(x) inverse sinh(x)
set xrange [-1.6 * reach:1.6 * reach]
set xtics ('0' 0)
do for [power=0:5] {
    if (10 ** power <= 1.6 * reach) {
        set xtics add (sprintf('%d', 10 ** power) 10 ** power, \
            sprintf('−%d', 10 ** power) -10 ** power)
    }
}
set yrange [-0.5:lanes - 0.5]
set grid xtics
unset grid
set arrow from 0,-0.5 to 0,lanes-0.5 nohead linewidth 1 dashtype 2 linecolor rgb muted
set xlabel 'end balance (0 is right; log scale on both sides)'
set label 'right' at 0,graph 1.03 center front font small textcolor rgb muted
if (notebook_lane >= 0) set label "the notebook's 8" at 8,notebook_lane+0.4 \
    left offset 0.8 font small textcolor rgb muted
if (notebook_lane >= 0) set object circle at 8,notebook_lane size screen 0.01 \
    fillstyle empty border linecolor rgb ink

plot for [i=0:lanes-1] 'balances.tsv' index i using 1:2 with points \
    pointtype value(sprintf('lane%d_marker', i)) pointsize 1.7 * scale \
    linecolor rgb value(sprintf('lane%d', i))
