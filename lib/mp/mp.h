/* mp.h - all of libmp: Python's multiprocessing, in C.
 *
 *     import multiprocessing as mp      #include "mp/mp.h"
 *     mp.cpu_count()                    mp_cpu_count()
 *     mp.Process(target=f, args=(a,))   mp_process(f, a)
 *     mp.Value('d'), mp.Array('i', 10)  mp_value(8), mp_array(10, 4)
 *     mp.Lock()                         mp_lock_init(&lock)
 *     q = mp.Queue(100)                 q = mp_queue_create(100, 4, 0)
 *     q.put(x); x = q.get()             mp_queue_put(q, &x, sizeof x); ...
 *     a, b = mp.Pipe()                  mp_pipe(ends, MP_DUPLEX)
 *     mp.Pool(4).map(square, range(6))  mp_pool_map(pool, &map, NULL)
 *
 * What holds in every module:
 *
 * Errors    A function that can fail returns 0 or an errno value, as the
 *           pthread functions do, and leaves errno alone. A constructor
 *           returns NULL and sets errno. The library never prints, never
 *           exits. Each header says which errors there are.
 * Time      Times are nanoseconds in int64_t, on the monotonic clock, so
 *           that setting the wall clock changes nothing. A function named
 *           _timed takes a timeout: 0 tries once (EAGAIN when it would have
 *           to wait), more waits that long at most (ETIMEDOUT), MP_FOREVER
 *           waits as the function without _timed does. One deadline bounds
 *           the whole call. EINTR never reaches the caller.
 * Memory    What is to be shared is created before the processes that share
 *           it are started; they inherit it. Each process may call the
 *           functions on it; the one that created it destroys it, when the
 *           others are done. No name is ever left in a file system.
 * Death     A process may be killed at any instruction of any call. Each
 *           header says what the others then see; none of them hangs.
 * State     No global state, no signal handlers, no threads of the
 *           library's own. One exception, as in Python: see mp_pipe and
 *           SIGPIPE. (A pool's worker also remembers how deep it is nested.)
 */
#ifndef MP_H
#define MP_H

#define MP_VERSION "0.1.0"

#include "mp/clock.h"
#include "mp/cores.h"
#include "mp/lock.h"
#include "mp/pipe.h"
#include "mp/pool.h"
#include "mp/process.h"
#include "mp/queue.h"
#include "mp/shared.h"
#include "mp/team.h"

#endif
