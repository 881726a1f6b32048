/* load_store - no fix at all: two steps, and others come in between.
 *
 * Source: the notebook's cell 9, as in bank_racy.
 */
#include "fix.h"

static void work(struct fix_worker *w)
{
    while (fix_next(w))
        fix_update(w);
}

const struct fix fix_load_store = {
    .name = "load_store",
    .idea = "no fix: read, and write, and others come in between",
    .source = "the notebook's cell 9",
    .killed = "-",
    .work = work};
