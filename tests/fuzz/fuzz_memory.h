/* fuzz_memory.h - free what a call left behind that was cut short by longjmp:
 * argp frees its table when it returns, and here it may not.
 */
#ifndef TESTS_FUZZ_MEMORY_H
#define TESTS_FUZZ_MEMORY_H

#include <sanitizer/allocator_interface.h>

enum { BLOCKS = 256 };
static const volatile void *blocks[BLOCKS];
static int used;
static bool recording;

static void on_malloc(const volatile void *block, size_t size)
{
    (void)size;
    if (recording && used < BLOCKS)
        blocks[used++] = block;
}

static void on_free(const volatile void *block)
{
    for (int i = 0; recording && i < used; i++)
        if (blocks[i] == block)
            blocks[i] = NULL;
}

static void memory_begin(void)
{
    static bool installed;

    if (!installed)
        installed =
            __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free) != 0;
    used = 0;
    recording = true;
}

static void memory_end(void)
{
    recording = false;
    for (int i = 0; i < used; i++)
        free((void *)(uintptr_t)blocks[i]);
}

#endif
