# caught.gp - the caught race: a lane a teller, nanoseconds to the right
set ytics ()
load 'caught.words'
eval heading
set lmargin at screen left_edge(0.12)
set rmargin at screen right_edge(0.96)
unset grid
if (!dumb) set grid xtics linetype 1 linecolor rgb faint linewidth 0.8
set xrange [first - span * 0.05:last + span * 0.05]
set yrange [-0.6:lanes - 0.35]
set xlabel 'ns since the race began'

plot for [i=0:3] 'caught.tsv' index i using 1:2 with points \
    pointtype (i % 2 ? square : round) pointsize size \
    linecolor rgb (i < 2 ? blue : red)
