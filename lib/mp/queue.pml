/* queue.pml - the queue's protocol, for spin: put, get, sleep, wake, close, and a
 * death between any two steps. It models ring.c and queue.c (many to many; with
 * ONE_TO_ONE, without the mutexes) and is run by tests/model.
 *
 * What spin tries: all interleavings of PRODUCERS processes that put ITEMS items
 * each, CONSUMERS that get until the end, one that joins the producers and then
 * closes, and a killer that kills up to DEATHS of them anywhere. It proves
 * - no process is stranded: spin reports any state in which nothing can move and
 *   not all have come to their end;
 * - what is taken is what was put at that place, whole and in order (taken_right);
 * - after the end nothing is left, if a consumer lives to take it (nothing_left).
 *
 * With -DBATCH=n producer 0 puts its items n at a time, all or none, and waits for
 * room for all: the bell's ALL bit then wakes all who sleep at that end.
 *
 * Memory: a commit is a store, and a store may still be on its way (in the store
 * buffer) while the same process already reads: `pending`. A fence waits until
 * it has arrived. A mutex's release comes to the others after the stores before
 * it. A dead process's stores arrive.
 *
 * A slice's end is modelled by spin's `timeout`, which happens only where nothing
 * else can: it is what saves the day, not what makes the protocol go.
 *
 * Mutants, each of which must be refuted, or the proof proves nothing:
 *   -DNO_RECHECK  a waiter sleeps without looking again
 *   -DNO_FENCE    the bell is read before the commit has arrived
 *   -DNO_SLICE    a sleep has no end (refuted only where somebody may die)
 *   -DNO_BATON    a woken waiter does not care for those who sleep on
 *   -DNO_CHECK    a batch is put where there is room for one (with BATCH)
 */
#ifndef CAPACITY
#define CAPACITY 1
#endif
#ifndef PRODUCERS
#define PRODUCERS 2
#endif
#ifndef CONSUMERS
#define CONSUMERS 2
#endif
#ifndef ITEMS
#define ITEMS 2
#endif
#ifndef DEATHS
#define DEATHS 1
#endif
#ifndef BATCH
#define BATCH 1
#endif
#define EACH      (PRODUCERS + CONSUMERS)
#define PUT_END   0
#define GET_END   1
#define NOBODY    255

byte head, tail;      /* as all see them; they count items */
bool closed;          /* a bit of the tail: read and written together with it */
byte slot[CAPACITY];  /* which item lies there: the tail when it was put */
byte owner[2] = NOBODY;
byte bell[2];         /* odd: somebody waits */
byte sleeps[EACH] = NOBODY; /* at which end */
bool all[2];          /* the bell's ALL bit */
bool pending[EACH];   /* a commit of this process is on its way */
bool unlocks[EACH];   /* and behind it the release of the mutex */
bool killed[EACH];
byte gone;            /* producers that have ended, or died */
byte drained;           /* consumers that have come to the end of the queue */
byte dead_consumers;

#define items     (tail != head)
#define room      (tail - head < CAPACITY)
/* Who puts how many, and whether they fit. */
#define batch(p)  (p == 0 -> BATCH : 1)
#ifdef NO_CHECK
#define fits(p)   room
#else
#define fits(p)   (tail - head + batch(p) <= CAPACITY)
#endif

/* The commit arrives; then the release of the mutex. */
inline arrive(p, end, index)
{
    if
    :: pending[p] -> index = index + batch(p); pending[p] = false
    :: else
    fi;
    if
    :: unlocks[p] -> unlocks[p] = false; owner[end] = NOBODY
    :: else
    fi
}

/* What is on its way arrives at any later time, in any order between processes. */
#define ON_ITS_WAY(p) (pending[p] || unlocks[p])
active [EACH] proctype memory()
{
end:
    do
    :: d_step {
           ON_ITS_WAY(_pid) ->
           if
           :: _pid < PRODUCERS -> arrive(_pid, PUT_END, tail)
           :: else -> arrive(_pid, GET_END, head)
           fi
       }
    od
}

inline lock(end)
{
#ifndef ONE_TO_ONE
    d_step { owner[end] == NOBODY -> owner[end] = me }
#else
    skip
#endif
}

/* Not before the stores that came before it. */
inline unlock(end)
{
#ifndef ONE_TO_ONE
    d_step {
        if
        :: pending[me] -> unlocks[me] = true
        :: else -> owner[end] = NOBODY
        fi
    }
#else
    skip
#endif
}

/* mp_ring_wake: if somebody waits at that end, make the bell even, wake one (or
 * all). */
inline wake(end)
{
    if
    :: bell[end] % 2 == 1 ->
       d_step {
           if
           :: bell[end] % 2 == 1 ->
              bell[end]++;
              rings = true;
              wakes_all = all[end];
              all[end] = false
           :: else
           fi
       };
       if
       :: rings ->
          d_step {
              k = 0;
              do
              :: k < EACH && sleeps[k] != end -> k++
              :: k < EACH && sleeps[k] == end ->
                 sleeps[k] = NOBODY;
                 if
                 :: wakes_all -> k++
                 :: else -> break
                 fi
              :: k == EACH -> break
              od;
              k = 0;
              rings = false;
              wakes_all = false
          }
       :: else
       fi
    :: else
    fi
}

/* mp_ring_wait: make the bell odd, look again, sleep while it is unchanged. */
inline wait(end, can_go_on)
{
    d_step {
        if
        :: bell[end] % 2 == 0 -> bell[end]++
        :: else
        fi;
        all[end] = all[end] || batch(me) > 1;
        seen = bell[end]
    };
#ifdef NO_RECHECK
    if
    :: true ->
#else
    if
    :: can_go_on
    :: else ->
#endif
       d_step {
           if
           :: bell[end] == seen -> sleeps[me] = end
           :: else
           fi
       };
       if
       :: sleeps[me] == NOBODY
#ifndef NO_SLICE
       :: timeout -> sleeps[me] = NOBODY
#endif
       fi
    fi;
#ifndef NO_BATON
    d_step {
        if
        :: bell[end] % 2 == 0 -> bell[end]++
        :: else
        fi;
        all[end] = all[end] || batch(me) > 1
    };
#endif
    waited = true;
    seen = 0
}

inline fence()
{
#ifndef NO_FENCE
    !pending[me]
#else
    skip
#endif
}

/* What the kernel does for a dead process: the mutex is free for the next one,
 * its stores have arrived, it sleeps no more. */
inline bury(end, index)
{
    d_step {
        if
        :: pending[me] -> index = index + batch(me); pending[me] = false
        :: else
        fi;
        unlocks[me] = false;
        sleeps[me] = NOBODY;
        if
        :: owner[end] == me -> owner[end] = NOBODY
        :: else
        fi
    }
}

proctype producer(byte me)
{
    byte n, k, seen;
    bool waited, rings, wakes_all, done;

    {
        do
        :: n < ITEMS ->
           do
           :: !done ->
              lock(PUT_END);
              !pending[me]; /* its own earlier commit */
              if
              :: closed -> unlock(PUT_END); goto over
              :: !closed && fits(me) ->
                 d_step {
                     k = 0;
                     do
                     :: k < batch(me) -> slot[(tail + k) % CAPACITY] = tail + k; k++
                     :: else -> break
                     od;
                     k = 0
                 };
                 if
                 :: d_step { !closed -> pending[me] = true; done = true }
                 :: closed -> unlock(PUT_END); goto over
                 fi;
                 unlock(PUT_END)
              :: !closed && !fits(me) ->
                 unlock(PUT_END);
                 wait(PUT_END, (fits(me) || closed))
              fi
           :: done -> break
           od;
           done = false;
           fence();
           wake(GET_END);
#ifndef NO_BATON
           if
           :: waited && (room || closed) -> waited = false; wake(PUT_END)
           :: else -> waited = false
           fi;
#endif
           n++
        :: n == ITEMS -> break
        od;
over:
        gone++
    } unless {
        killed[me];
        bury(PUT_END, tail);
        d_step { gone++; n = 0; seen = 0; waited = false; done = false; rings = false; wakes_all = false }
    }
}

proctype consumer(byte me)
{
    byte k, seen, item;
    bool waited, rings, wakes_all, done, ended;

    {
        do
        :: !ended ->
           do
           :: !done ->
              lock(GET_END);
              !pending[me];
              if
              :: items ->
                 item = slot[head % CAPACITY];
                 assert(item == head); /* taken_right */
                 item = 0;
                 done = true;
                 pending[me] = true;
                 unlock(GET_END)
              :: !items && closed -> unlock(GET_END); done = true; ended = true
              :: !items && !closed ->
                 unlock(GET_END);
                 wait(GET_END, (items || closed))
              fi
           :: done -> break
           od;
           done = false;
           fence();
           if
           :: !ended -> wake(PUT_END)
           :: else
           fi;
#ifndef NO_BATON
           if
           :: waited && (items || closed) -> waited = false; wake(GET_END)
           :: else -> waited = false
           fi
#endif
        :: ended -> break
        od;
        assert(head == tail); /* nothing_left */
        drained++
    } unless {
        killed[me];
        bury(GET_END, head);
        d_step { dead_consumers++; item = 0; seen = 0; waited = false; done = false; rings = false; wakes_all = false; ended = false }
    }
}

/* Joins the producers, or not: a close may come at any time. Where all consumers
 * are dead a full queue would keep the producers for ever: close is the way out. */
proctype closer()
{
    byte k;
    bool rings, wakes_all;

    if
    :: gone == PRODUCERS
    :: dead_consumers == CONSUMERS
#ifdef CLOSE_ANY_TIME
    :: true
#endif
    fi;
    d_step {
        do /* a change of the tail's own word: commits before it have arrived */
        :: k < PRODUCERS -> arrive(k, PUT_END, tail); k++
        :: else -> break
        od;
        k = 0;
        closed = true
    };
    wake(PUT_END);
    wake(GET_END)
}

proctype killer()
{
    byte n, victim;

    do
    :: n < DEATHS ->
       select(victim : 0 .. EACH - 1);
       killed[victim] = true;
       victim = 0;
       n++
    :: break
    od
}

init
{
    byte n;

    atomic {
        do
        :: n < PRODUCERS -> run producer(n); n++
        :: n >= PRODUCERS && n < EACH -> run consumer(n); n++
        :: n == EACH -> break
        od;
        run closer();
        run killer()
    }
}
