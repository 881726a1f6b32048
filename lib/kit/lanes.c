#include "kit/lanes.h"

#include <stdio.h>

#include "kit/say.h"

enum { LANES = 4, WIDEST = 24, ALL = 64 };

static int width(int tellers)
{
    return tellers > LANES || ALL / tellers > WIDEST ? WIDEST : ALL / tellers;
}

const char *lanes_trade(int teller, bool witness)
{
    return witness || teller % 2 == 0 ? "deposits" : "withdraws";
}

void lanes_head(const char *label, int tellers, bool witness)
{
    char text[WIDEST + 1];

    result("%6s ", label);
    for (int t = 0; t < tellers && tellers <= LANES; t++) {
        snprintf(text, sizeof text, "%c %s", 'A' + t, lanes_trade(t, witness));
        result("%-*s", width(tellers), text);
    }
    if (tellers > LANES)
        result("%-*s", WIDEST, "teller");
    result("%8s\n", "balance");
}

void lanes_row(const char *label, int tellers, int teller, const char *text,
               long balance)
{
    int wide = width(tellers);

    if (tellers > LANES) {
        result("%6s %c %-*s%8ld\n", label, 'A' + teller, wide - 2, text,
               balance);
        return;
    }
    result("%6s %*s%-*s%*s%8ld\n", label, wide * teller, "", wide, text,
           wide * (tellers - 1 - teller), "", balance);
}
