/* test_shared.c - what shared.h promises. */
#include "common.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "mp/process.h"
#include "mp/shared.h"

/* Length and size of arrays of all sorts: shorter and longer than a page. */
static const size_t shapes[][2] = {{1, 1},    {1, 8},       {10, 4},
                                   {3, 7},    {1000, 24},   {4096, 1},
                                   {4033, 1}, {100000, 16}, {1, 1 << 20}};
enum { SHAPES = sizeof shapes / sizeof *shapes };

/* Runs for each shape. */
static void each_shape(void (*test)(unsigned char *array, size_t bytes))
{
    for (int i = 0; i < SHAPES; i++) {
        unsigned char *array = mp_array(shapes[i][0], shapes[i][1]);
        ck_assert_ptr_nonnull(array);
        ck_assert_uint_eq(mp_array_length(array), shapes[i][0]);
        ck_assert_uint_eq(mp_array_size(array), shapes[i][1]);
        test(array, shapes[i][0] * shapes[i][1]);
        mp_array_free(array);
    }
}

/* Each byte is this one. (Check's assertions are too slow to call for each.) */
static void is_all(const unsigned char *array, size_t bytes, int byte)
{
    size_t i = 0;

    while (i < bytes && array[i] == byte)
        i++;
    if (i < bytes)
        ck_abort_msg("byte %zu of %zu: expected %d, came %d", i, bytes, byte,
                     array[i]);
}

static void is_zeroed(unsigned char *array, size_t bytes)
{
    is_all(array, bytes, 0);
    memset(array, 0xff, bytes); /* the next one must not find this */
}

START_TEST(an_array_is_zeroed)
{
    each_shape(is_zeroed);
    each_shape(is_zeroed);
}
END_TEST

static void is_aligned(unsigned char *array, size_t bytes)
{
    (void)bytes;
    ck_assert_uint_eq((uintptr_t)array % 64, 0);
}

START_TEST(an_array_is_aligned_for_any_type)
{
    each_shape(is_aligned);
}
END_TEST

static int fill(void *arg)
{
    memset(arg, 0xab, mp_array_length(arg) * mp_array_size(arg));
    return 0;
}

static void is_filled_by_child(unsigned char *array, size_t bytes)
{
    struct mp_process child = mp_process(fill, array);

    ck_assert_int_eq(mp_process_start(&child), 0);
    ck_assert_int_eq(mp_process_join(&child), 0);
    is_all(array, bytes, 0xab);
}

START_TEST(a_childs_write_is_seen_after_join)
{
    each_shape(is_filled_by_child);
}
END_TEST

static int fill_and_die(void *arg)
{
    fill(arg);
    return raise(SIGKILL);
}

START_TEST(what_a_process_wrote_before_it_was_killed_stays)
{
    unsigned char *array = mp_array(100, 1);
    struct mp_process child = mp_process(fill_and_die, array);

    ck_assert_int_eq(mp_process_start(&child), 0);
    ck_assert_int_eq(mp_process_join(&child), 0);
    ck_assert_int_eq(child.exitcode, -SIGKILL);
    is_all(array, 100, 0xab);
    mp_array_free(array);
}
END_TEST

START_TEST(a_value_is_an_array_of_one)
{
    double *value = mp_value(sizeof *value);

    ck_assert_uint_eq(mp_array_length(value), 1);
    ck_assert_uint_eq(mp_array_size(value), sizeof *value);
    ck_assert_double_eq(*value, 0.0);
    mp_array_free(value);
}
END_TEST

static void fails_with(size_t length, size_t size, int error)
{
    errno = 0;
    void *array = mp_array(length, size);
    ck_assert_msg(!array && errno == error,
                  "mp_array(%zu, %zu): expected errno %d, came %p, errno %d",
                  length, size, error, array, errno);
}

START_TEST(size_0_is_an_error)
{
    fails_with(0, 1, EINVAL);
    fails_with(1, 0, EINVAL);
    fails_with(0, 0, EINVAL);
    fails_with(0, SIZE_MAX, EINVAL);
    ck_assert_ptr_null(mp_value(0));
    ck_assert_int_eq(errno, EINVAL);
}
END_TEST

START_TEST(an_overflowing_size_is_an_error)
{
    fails_with(SIZE_MAX, 2, EOVERFLOW);
    fails_with(2, SIZE_MAX, EOVERFLOW);
    fails_with(SIZE_MAX / 8 + 1, 8, EOVERFLOW);
    fails_with((size_t)1 << 32, (size_t)1 << 32, EOVERFLOW);
    /* The product fits, but not with what the library puts in front. */
    fails_with(SIZE_MAX, 1, EOVERFLOW);
    fails_with(SIZE_MAX - 63, 1, EOVERFLOW);
}
END_TEST

START_TEST(more_than_there_is_memory_is_an_error_and_leaves_nothing)
{
    fails_with(SIZE_MAX - 64, 1, ENOMEM);
    fails_with((size_t)1 << 62, 1, ENOMEM);
    fail_at(FAULT_MMAP, 1, ENOMEM);
    fails_with(1, 1, ENOMEM);
    void *array = mp_array(1, 1);
    ck_assert_ptr_nonnull(array);
    mp_array_free(array);
}
END_TEST

START_TEST(an_index_out_of_bounds_is_an_error_in_the_checked_accessor)
{
    int *array = mp_array(10, sizeof *array);
    const size_t outside[] = {10, 11, 16, SIZE_MAX, SIZE_MAX / 4 + 1};

    for (size_t i = 0; i < 10; i++)
        ck_assert_ptr_eq(mp_array_at(array, i), &array[i]);
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        errno = 0;
        ck_assert_ptr_null(mp_array_at(array, outside[i]));
        ck_assert_int_eq(errno, ERANGE);
    }
    mp_array_free(array);
}
END_TEST

START_TEST(no_name_is_left_in_a_file_system)
{
    /* The test's frame looks at /dev/shm and at descriptors. Here: whatever
     * name the kernel shows for the mapping, there is no such file. */
    void *array = mp_array(1000, 8);
    FILE *maps = fopen("/proc/self/maps", "re");
    char line[512], name[256] = "";
    unsigned long from, to;
    bool found = false;

    ck_assert_ptr_nonnull(maps);
    while (!found && fgets(line, sizeof line, maps))
        if (sscanf(line, "%lx-%lx %*s %*s %*s %*s %255[^\n]", &from, &to,
                   name) >= 2)
            found = from <= (uintptr_t)array && (uintptr_t)array < to;
    fclose(maps);
    ck_assert(found);
    ck_assert_msg(access(name, F_OK) != 0, "%s exists", name);
    mp_array_free(array);
}
END_TEST

START_TEST(freeing_unmaps_all_of_it)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), bytes = 10 * page;
    char *array = mp_array(bytes, 1);
    char *first = array - (uintptr_t)array % page;
    unsigned char present[11];

    ck_assert_int_eq(mincore(first, 11 * page, present), 0);
    mp_array_free(array);
    for (size_t i = 0; i <= 10; i++)
        ck_assert_msg(mincore(first + i * page, page, present) == -1,
                      "page %zu of 11 is still mapped", i);
}
END_TEST

START_TEST(freeing_null_is_harmless)
{
    mp_array_free(NULL);
}
END_TEST

START_TEST(success_leaves_errno_alone)
{
    errno = 1234;
    void *array = mp_array(3, 5);
    mp_array_at(array, 2);
    mp_array_free(array);
    ck_assert_int_eq(errno, 1234);
}
END_TEST

int main(void)
{
    return run_tests(
        "shared", an_array_is_zeroed, an_array_is_aligned_for_any_type,
        a_childs_write_is_seen_after_join,
        what_a_process_wrote_before_it_was_killed_stays,
        a_value_is_an_array_of_one, size_0_is_an_error,
        an_overflowing_size_is_an_error,
        more_than_there_is_memory_is_an_error_and_leaves_nothing,
        an_index_out_of_bounds_is_an_error_in_the_checked_accessor,
        no_name_is_left_in_a_file_system, freeing_unmaps_all_of_it,
        freeing_null_is_harmless, success_leaves_errno_alone, NULL);
}
