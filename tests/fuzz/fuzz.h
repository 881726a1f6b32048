/* fuzz.h - what the fuzz targets share. Each is a program of its own, which
 * libFuzzer's main feeds (make fuzz).
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The fuzzer keeps the input of a run that aborts. */
static inline void must(_Bool holds, const char *else_say)
{
    if (!holds) {
        fprintf(stderr, "fuzz: %s\n", else_say);
        abort();
    }
}

/* The input as text of exactly its size, so that a byte read past its end is
 * seen. Freed by the caller. */
static inline char *text_of(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);

    if (!text)
        abort();
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    char *exact = strdup(text);
    free(text);
    if (!exact)
        abort();
    return exact;
}

#endif
