/* shared.h - memory that processes share (mp.Value, mp.Array).
 *
 *     double *val = mp_value(sizeof *val);
 *     int *result = mp_array(10, sizeof *result);
 *
 * Create it before the processes that use it; they inherit it at the same
 * address, so pointers into it hold in all of them. It is plain memory: as fast
 * as any, and as unprotected. Two processes that write the same word need a
 * lock (lock.h) or atomics.
 *
 * Zeroed, aligned to a cache line (64 bytes, enough for any type), never a name
 * in the file system, gone with the last process that maps it. A process that
 * dies leaves what it wrote.
 */
#ifndef MP_SHARED_H
#define MP_SHARED_H

#include <stddef.h>

/* length items of size bytes. NULL with errno EINVAL: length or size is 0;
 * EOVERFLOW: the product does not fit; ENOMEM. */
void *mp_array(size_t length, size_t size);

/* One item: mp_array(1, size). */
void *mp_value(size_t size);

/* The number of items, and the bytes of each, as created. */
size_t mp_array_length(const void *array);
size_t mp_array_size(const void *array);

/* The address of item i; NULL with errno ERANGE where there is none.
 * array[i] is the same, unchecked and faster. */
void *mp_array_at(void *array, size_t i);

/* Unmap it in this process. NULL is allowed. Only for what mp_array or mp_value
 * returned, once in each process. */
void mp_array_free(void *array);

#endif
