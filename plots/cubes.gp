# cubes.gp - calc_cube by threads and processes, in C and in Python
load 'cubes.words'
yname = 'time (log scale)'
eval heading
set logscale y
set yrange [bottom:top]
set ytics ('100 µs' 1e-4, '300 µs' 3e-4, '1 ms' 0.001, '3 ms' 0.003, '10 ms' 0.01, '30 ms' 0.03, '100 ms' 0.1, \
    '300 ms' 0.3, '1 s' 1, '3 s' 3, '10 s' 10)
set xrange [0.6:6.1]
set xtics (1, 2, 4, 6)
set xlabel 'workers'

colours = 'blue purple green red yellow'
colour(i) = value(word(colours, i + 1))
marker(i) = word('7 9 5 13 11', i + 1) + 0

$notebook << EOD
5.87	1.457958
5.87	0.264661
EOD

plot for [i=0:4] 'cubes.tsv' index i using 1:2 with lines \
        linecolor rgb colour(i) linewidth 2, \
    for [i=0:4] 'cubes.tsv' index i using 1:2:3:4 with yerrorbars \
        linecolor rgb colour(i) linewidth 2 pointtype marker(i) pointsize size, \
    for [k=0:4] for [i=0:4] 'cubes.tsv' index i using 1:(in_turn($2, i, k, 5)) with points pointtype marker(i), \
    $notebook using 1:2 with points pointtype star pointsize 3 * scale linewidth 2 \
        linecolor rgb ink
