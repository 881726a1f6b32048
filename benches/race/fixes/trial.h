/* trial.h - one fix, so many workers, so long: what it comes to.
 */
#ifndef TRIAL_H
#define TRIAL_H

#include <stdint.h>

#include "fix.h"

struct trial {
    int64_t ns;       /* from the start gate to the last worker's end */
    long counted;     /* updates, as the workers counted them */
    long balance;     /* and what is in the account */
    long least, most; /* updates of who was served least, and most */
};

/* Run it: for a time; or, where updates is not 0, until each worker has done so
 * many. Dies when something fails. */
struct trial trial_run(const struct fix *fix, int workers, int64_t time,
                       long updates, int64_t window);

/* Time over updates. NaN where there was none. */
double trial_price(const struct trial *trial);

/* The share of the updates that is missing in the balance. */
double trial_lost(const struct trial *trial);

#endif
