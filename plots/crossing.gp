# crossing.gp - two workers against one, by the work that each has
load 'crossing.words'
yname = 'speed-up of two workers'
eval heading
set logscale x
set xrange [left:right]
set yrange [0:top]
set xtics ('10 µs' 1e-5, roomy('30 µs') 3e-5, '100 µs' 1e-4, roomy('300 µs') 3e-4, '1 ms' 1e-3, \
    roomy('3 ms') 3e-3, '10 ms' 1e-2, roomy('30 ms') 3e-2, '100 ms' 0.1, roomy('300 ms') 0.3, '1 s' 1)
set xlabel "work of each worker (log scale)"
set arrow from million,0 to million,top nohead dashtype 3 linewidth 1 \
    linecolor rgb muted
set label "the notebook's million cubes" at million,top*0.05 left offset 0.7 font small textcolor rgb muted
set label (ideal > 1 ? 'ideal' : 'ideal on one core') at graph 0.01,first ideal+top*0.035 left font small textcolor rgb muted
if (ideal > 1) set label 'no gain' at graph 0.01,first 1+top*0.035 left font small textcolor rgb muted

plot ideal with lines dashtype 2 linewidth 1.5 linecolor rgb muted, \
    1 with lines dashtype 2 linewidth 1 linecolor rgb muted, \
    'crossing.tsv' index 0 using 1:2 with lines linecolor rgb blue linewidth 2, \
    'crossing.tsv' index 1 using 1:2 with lines linecolor rgb green linewidth 2, \
    'crossing.tsv' index 0 using 1:2:3:4 with yerrorbars linecolor rgb blue \
        linewidth 2 pointtype round pointsize size, \
    'crossing.tsv' index 1 using 1:2:3:4 with yerrorbars linecolor rgb green \
        linewidth 2 pointtype square pointsize size, \
    'crossing.tsv' index 0 using 1:(letters($2)) with points pointtype round, \
    'crossing.tsv' index 1 using 1:(letters($2)) with points pointtype square
