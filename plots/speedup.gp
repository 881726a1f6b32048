# speedup.gp - work done by w workers against one, with the ideal
load 'speedup.words'
yname = 'speed-up over one worker'
eval heading
set xrange [0.6:6.1]
set xtics (1, 2, 4, 6)
set yrange [0:top]
set xlabel 'workers'
if (cores <= 6) set arrow from cores,0 to cores,top nohead dashtype 3 \
    linewidth 1 linecolor rgb muted

colours = 'blue purple green red yellow'
colour(i) = value(word(colours, i + 1))
marker(i) = word('7 9 5 13 11', i + 1) + 0
ideal(w) = w < cores ? w : cores

plot [0.6:6.1] (x < 1 ? NaN : ideal(x)) with lines dashtype 2 linewidth 1.5 linecolor rgb muted, \
    for [i=0:4] 'speedup.tsv' index i using 1:2 with lines \
        linecolor rgb colour(i) linewidth 2, \
    for [i=0:4] 'speedup.tsv' index i using 1:2:3:4 with yerrorbars \
        linecolor rgb colour(i) linewidth 2 pointtype marker(i) pointsize size, \
    for [k=0:4] for [i=0:4] 'speedup.tsv' index i using 1:(in_turn($2, i, k, 5)) with points pointtype marker(i)
