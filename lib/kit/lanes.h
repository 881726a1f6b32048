/* lanes.h - who did what, a column a teller, time running down the page.
 *
 *          ns  A deposits              B withdraws             balance
 *          30  reads 0                                               0
 *          71                          reads 0                       0
 *
 * Fits 80 columns. With more than four tellers there is one column, and each
 * line names its teller.
 */
#ifndef KIT_LANES_H
#define KIT_LANES_H

#include <stdbool.h>

/* What a teller does: "deposits" or "withdraws". witness: all deposit. */
const char *lanes_trade(int teller, bool witness);

/* The head line. label: what the first column says of each line. */
void lanes_head(const char *label, int tellers, bool witness);

/* One step: its label, whose it is, what it does, the balance after it. */
void lanes_row(const char *label, int tellers, int teller, const char *text,
               long balance);

#endif
