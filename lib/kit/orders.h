/* orders.h - all orders in which two tellers' steps can fall, counted exactly.
 *
 * Teller A makes n updates, B makes m, each a read and a write: there are
 * (2n+2m)! / (2n)! (2m)! orders, 924 for three each, 2.4e37 for 32 each. They
 * are not tried one by one. What is still to come after some steps depends on
 * how many steps each teller has made, and the end balance is what then stands
 * in the account, in A's register or in B's, plus what is added to it later.
 * So for each such place it is enough to count how many continuations end at
 * "account + c", how many at "A's register + c", how many at "B's + c"; each
 * count follows from those one step later.
 */
#ifndef KIT_ORDERS_H
#define KIT_ORDERS_H

#include <stdbool.h>

enum { ORDERS_UPDATES = 32 };

/* Up to 3.4e38: room for all. */
__extension__ typedef unsigned __int128 orders_count;

struct orders; /* opaque */

/* Count them: n updates by A, who deposits, and m by B, who withdraws, or
 * deposits too (witness). Both 1..ORDERS_UPDATES. NULL with errno EINVAL,
 * ENOMEM. The caller frees. */
struct orders *orders_new(int n, int m, bool witness);
void orders_free(struct orders *orders);

orders_count orders_total(const struct orders *orders);

/* The balances that can come out at all, and how many orders end at one. */
int orders_least(const struct orders *orders);
int orders_most(const struct orders *orders);
orders_count orders_ending(const struct orders *orders, int balance);

/* What it was made for. */
int orders_updates(const struct orders *orders, int teller);
bool orders_witness(const struct orders *orders);

/* The balance that is right, and how many orders lose no update: those in
 * which no update begins before the one before it is done. */
int orders_right(const struct orders *orders);
orders_count orders_lossless(const struct orders *orders);

/* One order that ends there, as a schedule; the one in which A goes first
 * wherever it can. malloc'ed. NULL: there is none, or no memory. */
char *orders_example(const struct orders *orders, int balance);

/* Plain enumeration, for small n and as a check: call back with each order, its
 * end balance and what it loses, in the order of the alphabet (a, A, b, B read
 * as A's step before B's). */
typedef void orders_visit(const char *schedule, long balance, bool lossless,
                          void *arg);
void orders_each(int n, int m, bool witness, orders_visit *visit, void *arg);

/* Count them that way too, and compare: do both ways agree? */
bool orders_agree(const struct orders *orders);

/* Decimal digits; static buffer. */
const char *orders_digits(orders_count count);

/* The same while there are at most 12, else in powers of ten. Static buffer. */
const char *orders_brief(orders_count count);

#endif
