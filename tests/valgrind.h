/* valgrind.h - what Helgrind and DRD do not know: C11 atomics.
 *
 * Included in front of every file of the build for them (make test-valgrind),
 * and in no other. There each atomic access tells both tools what it orders:
 * one that releases says so before it is made, one that acquires after it; a
 * relaxed one says nothing. The word itself may then be raced for. All else,
 * such as a queue's items, is held to what the atomics promise: a release left
 * out, or written relaxed, is reported, with no list of things not to look at.
 *
 * What it cannot see: plain use of an _Atomic object (x = 1, while (!x)), which
 * only tests write, and fences, which only the kit's bare ring has.
 */
#ifndef TESTS_VALGRIND_H
#define TESTS_VALGRIND_H

#pragma GCC system_header /* statement expressions, and names used again */

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <valgrind/helgrind.h>

/* Helgrind's annotations and DRD's have the same names; each tool ignores what
 * the other one is told. */
static inline void vg_helgrind_release(const volatile void *word)
{
    ANNOTATE_HAPPENS_BEFORE(word);
}

static inline void vg_helgrind_acquire(const volatile void *word)
{
    ANNOTATE_HAPPENS_AFTER(word);
}

#include <valgrind/drd.h>

static inline void vg_begin(const volatile void *word, size_t size, int order)
{
    VALGRIND_HG_DISABLE_CHECKING(word, size);
    ANNOTATE_BENIGN_RACE_SIZED(word, size, "atomic");
    if (order == memory_order_release || order == memory_order_acq_rel ||
        order == memory_order_seq_cst) {
        vg_helgrind_release(word);
        ANNOTATE_HAPPENS_BEFORE(word);
    }
}

static inline void vg_end(const volatile void *word, int order)
{
    if (order == memory_order_acquire || order == memory_order_acq_rel ||
        order == memory_order_seq_cst || order == memory_order_consume) {
        vg_helgrind_acquire(word);
        ANNOTATE_HAPPENS_AFTER(word);
    }
}

/* A type without its qualifiers, as gcc's stdatomic.h takes it. */
#define vg_value(p) __typeof__((void)0, *(p))

#undef atomic_load_explicit
#define atomic_load_explicit(word, order)                   \
    __extension__({                                         \
        __auto_type vg_p = (word);                          \
        vg_value(vg_p) vg_v;                                \
        vg_begin(vg_p, sizeof *vg_p, memory_order_relaxed); \
        __atomic_load(vg_p, &vg_v, (order));                \
        vg_end(vg_p, (order));                              \
        vg_v;                                               \
    })

#undef atomic_store_explicit
#define atomic_store_explicit(word, value, order) \
    __extension__({                               \
        __auto_type vg_p = (word);                \
        vg_value(vg_p) vg_v = (value);            \
        vg_begin(vg_p, sizeof *vg_p, (order));    \
        __atomic_store(vg_p, &vg_v, (order));     \
    })

#undef atomic_exchange_explicit
#define atomic_exchange_explicit(word, value, order)      \
    __extension__({                                       \
        __auto_type vg_p = (word);                        \
        vg_value(vg_p) vg_v = (value), vg_old;            \
        vg_begin(vg_p, sizeof *vg_p, (order));            \
        __atomic_exchange(vg_p, &vg_v, &vg_old, (order)); \
        vg_end(vg_p, (order));                            \
        vg_old;                                           \
    })

#define vg_compare(word, seen, value, weak, order, failure)                   \
    __extension__({                                                           \
        __auto_type vg_p = (word);                                            \
        vg_value(vg_p) vg_v = (value);                                        \
        vg_begin(vg_p, sizeof *vg_p, (order));                                \
        bool vg_done = __atomic_compare_exchange(vg_p, (seen), &vg_v, (weak), \
                                                 (order), (failure));         \
        vg_end(vg_p, vg_done ? (order) : (failure));                          \
        vg_done;                                                              \
    })

#undef atomic_compare_exchange_strong_explicit
#define atomic_compare_exchange_strong_explicit(word, seen, value, o, f) \
    vg_compare(word, seen, value, 0, o, f)

#undef atomic_compare_exchange_weak_explicit
#define atomic_compare_exchange_weak_explicit(word, seen, value, o, f) \
    vg_compare(word, seen, value, 1, o, f)

#define vg_fetch(op, word, value, order)              \
    __extension__({                                   \
        __auto_type vg_p = (word);                    \
        __auto_type vg_v = (value);                   \
        vg_begin(vg_p, sizeof *vg_p, (order));        \
        __auto_type vg_old = op(vg_p, vg_v, (order)); \
        vg_end(vg_p, (order));                        \
        vg_old;                                       \
    })

#undef atomic_fetch_add_explicit
#undef atomic_fetch_sub_explicit
#undef atomic_fetch_or_explicit
#undef atomic_fetch_and_explicit
#define atomic_fetch_add_explicit(word, value, order) \
    vg_fetch(__atomic_fetch_add, word, value, order)
#define atomic_fetch_sub_explicit(word, value, order) \
    vg_fetch(__atomic_fetch_sub, word, value, order)
#define atomic_fetch_or_explicit(word, value, order) \
    vg_fetch(__atomic_fetch_or, word, value, order)
#define atomic_fetch_and_explicit(word, value, order) \
    vg_fetch(__atomic_fetch_and, word, value, order)

/* Those without an order are sequentially consistent. */
#undef atomic_load
#undef atomic_store
#undef atomic_exchange
#undef atomic_fetch_add
#undef atomic_fetch_sub
#undef atomic_fetch_or
#define atomic_load(word) atomic_load_explicit(word, memory_order_seq_cst)
#define atomic_store(word, value) \
    atomic_store_explicit(word, value, memory_order_seq_cst)
#define atomic_exchange(word, value) \
    atomic_exchange_explicit(word, value, memory_order_seq_cst)
#define atomic_fetch_add(word, value) \
    atomic_fetch_add_explicit(word, value, memory_order_seq_cst)
#define atomic_fetch_sub(word, value) \
    atomic_fetch_sub_explicit(word, value, memory_order_seq_cst)
#define atomic_fetch_or(word, value) \
    atomic_fetch_or_explicit(word, value, memory_order_seq_cst)

#endif
