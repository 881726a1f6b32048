/* crash_lock - a lock's holder is killed; the next one gets it, and is told.
 *
 * Beyond the notebook's cell 10: Python 3.11's lock then stays locked.
 *
 * The kernel knows who holds a robust lock. When the holder dies it hands the
 * lock on and says so (EOWNERDEAD): what the lock protects may be half changed.
 * Only the program knows how to mend that, so every acquire says it until
 * somebody calls mp_lock_repaired.
 *
 *     $ crash_lock
 *     process 4711 was killed holding the lock, accounts 50 and 0 of 100
 *     the next holder was told, and mended it: 50 and 50
 *
 * Try: leave mp_lock_repaired out of the source: who is told next?
 *      python3 benches/python/crash.py lock, and Ctrl-C when you have waited
 * Compare: bank_locked, where nobody dies.
 */
#include <errno.h>
#include <signal.h>

#include "kit/die.h"
#include "kit/opts.h"
#include "kit/report.h"
#include "kit/say.h"
#include "mp/mp.h"

struct bank {
    struct mp_lock lock;
    int mine, yours; /* 100 together, whenever nobody holds the lock */
};

static int transfer(void *arg)
{
    struct bank *bank = arg;

    check(mp_lock_acquire(&bank->lock), "acquire");
    bank->mine -= 50;
    raise(SIGKILL); /* <-- in the critical section, half done */
    bank->yours += 50;
    return mp_lock_release(&bank->lock);
}

int main(int argc, char **argv)
{
    opts_parse(argc, argv, NULL);
    struct bank *bank = check_new(mp_value(sizeof *bank), "bank");
    check(mp_lock_init(&bank->lock), "lock");
    bank->mine = 100;

    struct mp_process victim = mp_process(transfer, bank);
    check(mp_process_start(&victim), "process");
    check(mp_process_join(&victim), "join");
    int64_t start = mp_clock_now();
    if (mp_lock_acquire(&bank->lock) != EOWNERDEAD || bank->mine != 50)
        die("a holder died, and acquire does not say so");
    int64_t elapsed = mp_clock_now() - start;
    result(
        "process %d was killed holding the lock, accounts %d and %d of 100\n",
        (int)victim.pid, bank->mine, bank->yours);

    bank->yours = 100 - bank->mine;
    mp_lock_repaired(&bank->lock);
    check(mp_lock_release(&bank->lock), "release");
    check(mp_lock_acquire(&bank->lock), "the next acquire");
    result("the next holder was told, and mended it: %d and %d\n", bank->mine,
           bank->yours);
    check(mp_lock_release(&bank->lock), "release");
    report(elapsed, 1, "%d", victim.exitcode);
}
