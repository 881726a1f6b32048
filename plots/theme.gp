# theme.gp - how every picture looks; draw runs it before each script
#
# Given: kind ('svg' or 'png'), mode ('light' or 'dark'), out (the file). Or kind
# 'dumb' with mode 'mono' or 'colour', and columns and rows: for show, which
# prints title and subtitle itself.
# A script loads its words (NAME.words, made by NAME.awk) and plots NAME.tsv.
# Colours are Okabe and Ito's, told apart by the colour-blind; each also has a
# marker of its own. noenhanced: bank_racy is no subscript, and text is text.

dark = mode eq 'dark'
paper = dark ? '#16181d' : '#ffffff'
ink   = dark ? '#f2f2f2' : '#111111'
muted = dark ? '#a9adb5' : '#5a5a5a'
faint = dark ? '#3a3e46' : '#d9d9d9'

blue   = dark ? '#56b4e9' : '#0072b2'
red    = dark ? '#ff7f2a' : '#d55e00'
green  = dark ? '#2fc79b' : '#00805c'
purple = dark ? '#e39ac6' : '#a5477f'
yellow = dark ? '#f0e442' : '#9a7400'
pale_blue = dark ? '#274a5c' : '#bcd9ea'
pale_red  = dark ? '#663a1d' : '#f3cdb0'

font = 'DejaVu Sans'
dumb = kind eq 'dumb'
if (dumb) eval sprintf('set terminal dumb noenhanced size %d,%d %s', columns, rows, \
    mode eq 'colour' ? 'ansi256' : 'mono')
if (kind eq 'svg') {
    # SVG counts letters in pixels, PNG in points.
    set terminal svg size 1920,1080 dynamic fontscale 1.333 font font.',22' \
        noenhanced linewidth 2 background paper
}
if (kind eq 'png') {
    set terminal pngcairo size 1920,1080 font font.',22' \
        noenhanced linewidth 2 background paper
}
set output out
set encoding utf8
set datafile separator tab
set datafile missing 'NaN'

# Markers: round, up, square, diamond, down; 1 less is the same, hollow.
round = 7; up = 9; square = 5; diamond = 13; down = 11; star = 3
# SVG draws them larger.
scale = kind eq 'svg' ? 0.55 : 1
size = 2.2 * scale

# A terminal's points are letters, drawn once more on top of lines and bars. Where
# those of n series i fall together, another one is on top at each x: drawn in
# turns k.
letters(y) = dumb ? y : NaN
in_turn(y, i, k, n) = (int(column(0)) + i) % n == k ? letters(y) : NaN

# Every other name of a tic: a terminal has no room for all.
roomy(text) = dumb ? '' : text

set border 3 linewidth 1 linecolor rgb muted
set tics nomirror textcolor rgb ink
set format '%g'
if (dumb) set grid ytics linetype -2
if (!dumb) set grid ytics linetype 1 linecolor rgb faint linewidth 0.8
set key off
set xlabel textcolor rgb ink
set bars 0
# Where a plot ends: to the right of it stand its names, wider in a terminal.
left_edge(x) = dumb ? 1.3 * x : x
right_edge(x) = dumb ? x - (x > 0.9 ? 0 : 0.09) : x
set lmargin at screen left_edge(0.09)
set rmargin at screen right_edge(0.73)
set tmargin at screen (dumb ? 1 - 1.4 / rows : 0.75)
set bmargin at screen (dumb ? 3.2 / rows : 0.155)

small = font.',18'

# The words of a picture: the finding, what is shown, where it comes from; and
# the y axis' name, level, where it can be read.
yname = ''
heading = dumb ? "set label 904 yname at graph 0,graph 1.06 left front" : "set label 901 title at screen 0.025,(title_lines > 1 ? 0.945 : 0.925) left \
        font font.':Bold,32' textcolor rgb ink; \
    set label 902 subtitle at screen 0.025,(title_lines > 1 ? 0.85 : 0.86) left \
        font font.',20' textcolor rgb muted; \
    set label 903 footer at screen 0.025,0.025 left \
        font font.',15' textcolor rgb muted; \
    set label 904 yname at graph 0,graph 1.04 left font small textcolor rgb muted"
