#include "mp/shared.h"

#include <errno.h>
#include <stdalign.h>
#include <sys/mman.h>

/* Stands in front of the items and fills a cache line, so that the items start
 * on the next one. Written once, by mp_array. */
struct header {
    alignas(64) size_t length;
    size_t size;
};

static const struct header *header(const void *array)
{
    return (const struct header *)array - 1;
}

/* What to map for so many items; the product was checked by mp_array. */
static size_t mapped(size_t length, size_t size)
{
    return sizeof(struct header) + length * size;
}

void *mp_array(size_t length, size_t size)
{
    size_t bytes;

    if (length == 0 || size == 0) {
        errno = EINVAL;
        return NULL;
    }
    if (__builtin_mul_overflow(length, size, &bytes) ||
        __builtin_add_overflow(bytes, sizeof(struct header), &bytes)) {
        errno = EOVERFLOW;
        return NULL;
    }
    /* Shared, so that forked children write to the same pages; anonymous, so
     * that there is no file, and the kernel hands out zeroed pages. */
    struct header *h = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (h == MAP_FAILED) {
        errno = ENOMEM;
        return NULL;
    }
    h->length = length;
    h->size = size;
    return h + 1;
}

void *mp_value(size_t size)
{
    return mp_array(1, size);
}

size_t mp_array_length(const void *array)
{
    return header(array)->length;
}

size_t mp_array_size(const void *array)
{
    return header(array)->size;
}

void *mp_array_at(void *array, size_t i)
{
    const struct header *h = header(array);

    if (i >= h->length) {
        errno = ERANGE;
        return NULL;
    }
    return (char *)array + i * h->size;
}

void mp_array_free(void *array)
{
    if (!array)
        return;
    struct header *h = (struct header *)array - 1;
    munmap(h, mapped(h->length, h->size));
}
