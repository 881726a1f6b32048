# messages.gp - numbers through file, shared memory, queue and pipe
load 'messages.words'
yname = 'time (log scale)'
eval heading
set logscale xy
set xrange [7:140000]
set xtics ('10' 10, '100' 100, '1k' 1000, '10k' 10000, '100k' 100000)
set yrange [bottom:top]
set ytics ('30 µs' 3e-5, '100 µs' 1e-4, '300 µs' 3e-4, '1 ms' 1e-3, '3 ms' 3e-3, \
    '10 ms' 0.01, '30 ms' 0.03, '100 ms' 0.1, '300 ms' 0.3, '1 s' 1, '3 s' 3)
set xlabel 'numbers (log scale)'

colours = 'purple blue green red'
colour(i) = value(word(colours, i + 1))
marker(i) = word('9 7 5 13', i + 1) + 0
side = p_n > 0
set multiplot

do for [panel=0:side] {
    who = panel ? 'p' : 'c'
    set lmargin at screen (panel ? 0.575 : 0.09)
    set rmargin at screen (panel ? 0.85 : side ? 0.365 : 0.73)
    if (panel) {
        unset label 901
        unset label 902
        unset label 903
        unset label 904
    }
    set label 910 (panel ? 'Python' : 'C') at graph 0.04,0.94 left \
        font font.':Bold,24' textcolor rgb ink
    do for [i=1:value(who.'_n')] {
        set label 910 + i value(who.i) at value(who.i.'_x'),value(who.i.'_y') \
            left textcolor rgb value(who.i.'_hue')
    }
    plot for [i=0:3] 'messages.tsv' index i + 4 * panel using 1:2 with lines \
            linecolor rgb colour(i) linewidth 2, \
        for [i=0:3] 'messages.tsv' index i + 4 * panel using 1:2:3:4 with yerrorbars \
            linecolor rgb colour(i) linewidth 2 pointtype marker(i) pointsize size, \
        for [k=0:3] for [i=0:3] 'messages.tsv' index i + 4 * panel using 1:(in_turn($2, i, k, 4)) with points pointtype marker(i)
}
unset multiplot
