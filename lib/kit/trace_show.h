/* trace_show.h - a traced race on the screen: a column a teller, ns as labels.
 */
#ifndef KIT_TRACE_SHOW_H
#define KIT_TRACE_SHOW_H

#include "kit/trace.h"

/* The steps, at most so many: those from the first lost update on. */
void trace_show(const struct trace_order *order, int tellers, bool witness,
                int most);

/* Which updates are lost, how many were overwritten, and whether the clock has
 * another order. */
void trace_show_losses(const struct trace_order *order, int tellers);

#endif
