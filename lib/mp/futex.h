/* futex.h - sleep until a word of shared memory changes. Internal to libmp.
 *
 * The kernel's futex(2), between processes as well as threads (so without
 * FUTEX_PRIVATE_FLAG). It wakes at most those who sleep on the word now; a
 * process that is killed between changing the word and waking leaves a sleeper
 * behind, so callers that outlive others sleep in slices of MP_FUTEX_SLICE at
 * most and look again.
 */
#ifndef MP_FUTEX_H
#define MP_FUTEX_H

#include <stdatomic.h>
#include <stdint.h>

#ifndef MP_FUTEX_SLICE
#define MP_FUTEX_SLICE MP_MS(250) /* tests build with MP_FOREVER */
#endif

/* Sleep while *word == seen, at most timeout ns (MP_FOREVER: no limit). Returns
 * for any reason: a wake, a change, a signal, the timeout. The caller looks. */
void mp_futex_wait(atomic_uint *word, unsigned seen, int64_t timeout);

/* Wake up to count sleepers. */
void mp_futex_wake(atomic_uint *word, int count);

/* Tell the CPU that this is a spin loop. */
void mp_futex_pause(void);

#endif
