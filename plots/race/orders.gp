# orders.gp - end balances: share of all orders beside share of the races
load 'orders.words'
yname = 'share that ends there'
eval heading
set rmargin at screen right_edge(0.79)
set xrange [low_end - 0.6:high_end + 0.6]
set yrange [0:high * 1.08]
set xtics 1
set format y '%g%%'
set xlabel 'end balance'
set style fill solid 0.85 noborder
set boxwidth 0.36
set arrow from 0,graph 0 to 0,graph 1 nohead linewidth 1 dashtype 2 linecolor rgb muted
set label 'right' at 0,graph 1.03 center front font small textcolor rgb muted
set label (dumb ? '*** all orders' : "all orders,\ncounted") at graph 1.02,graph 0.72 left textcolor rgb blue
set label (dumb ? '### races' : "the machine's\nraces, measured") at graph 1.02,graph 0.52 left textcolor rgb red

plot 'orders.tsv' using ($1 - 0.2):2 with boxes linecolor rgb blue, \
    '' using ($1 + 0.2):3 with boxes linecolor rgb red \
        fillstyle pattern 4 border linecolor rgb red, \
    '' using ($1 + 0.2):4:(0):($5 - $4) with vectors nohead linecolor rgb ink \
        linewidth 1.5
