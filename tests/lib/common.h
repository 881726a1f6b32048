/* common.h - what the suites of tests/lib share.
 *
 * A suite is a file test_MODULE.c:
 *
 *     START_TEST(an_exit_code_comes_back)
 *     {
 *         ...
 *     }
 *     END_TEST
 *
 *     int main(void)
 *     {
 *         return run_tests("process", an_exit_code_comes_back, NULL);
 *     }
 *
 * Environment: MPB_FILTER=word runs the tests whose names contain it;
 * SEED=number repeats a random test; CK_FORK=no runs all tests in one process
 * (for a debugger, and for the thread sanitizer); CK_TIMEOUT_MULTIPLIER=n gives
 * them n times as long (under valgrind).
 */
#ifndef TESTS_COMMON_H
#define TESTS_COMMON_H

#include <check.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* --- running -------------------------------------------------------------- */

/* Run the tests named, up to a NULL, as a suite of one case that has the same
 * name: 30 s for each, and
 * each is held to leave nothing behind. SIGTERM and SIGINT are at their
 * defaults. Returns main's exit code. */
int run_tests(const char *suite, const TTest *first, ...)
    __attribute__((sentinel));

/* For a suite of several cases: add_tests for each, then run_suite. The case is
 * named "threads" where the thread sanitizer is to run it (CK_RUN_CASE). */
void add_tests(Suite *suite, const char *tcase, const TTest *first, ...)
    __attribute__((sentinel));
int run_suite(Suite *suite);

/* A number that differs from run to run, or is $SEED; printed, so that a
 * failure can be repeated. Feed it to next_random. */
uint64_t test_seed(void);

/* The next number of a series (splitmix64). */
uint64_t next_random(uint64_t *state);

/* --- nothing left behind -------------------------------------------------- */

/* run_tests calls them around each test; a test may call both on its own. */

/* Remember which descriptors are open and what is in /dev/shm. */
void note_descriptors(void);

/* No child is left (wait says ECHILD), the same descriptors are open as when
 * they were noted, and /dev/shm has no new file. */
void assert_nothing_left(void);

/* How many memory mappings this process has. One that is forgotten each time
 * shows after some hundred times. */
int count_mappings(void);

/* --- processes that a test spoils ----------------------------------------- */

/* Run fn in a child by plain fork: one that may close its stdout, change its
 * user, lower its limits. Its exit code, or -signal. fn may use ck_assert where
 * CK_FORK=no does not matter; better is to return a number that names the
 * step that failed. */
int in_child(int (*fn)(void));

/* Become a user whom nobody else is, when root; else stay. Only in a child. */
void become_ordinary_user(void);

/* Run on one CPU, the first of those that may be used. Only in a child. */
void use_one_cpu(void);

/* Wait until a descriptor is readable or at its end, at most ms milliseconds.
 * For "is gone within two seconds": the others hold a pipe's writing end. */
bool readable_within(int fd, int ms);

/* Sleep; signals do not shorten it. Not to wait for something to happen. */
void sleep_ms(int ms);

/* --- faults (faults.c)
 * ----------------------------------------------------------------
 */

/* Let the k-th call from now of a function fail with this error, once; k = 0:
 * none. Calls from libmp and the tests, in this process; a child starts with
 * the count as it was at the fork. */
enum faulty {
    FAULT_FORK,
    FAULT_THREAD,
    FAULT_MMAP,
    FAULT_PIPE,
    FAULT_MALLOC, /* or aligned_alloc */
    FAULTS
};
void fail_at(enum faulty function, int k, int error);

/* Call hook before each call of a function; NULL: no more. */
void before_each(enum faulty function, void (*hook)(void));

/* From now on no descriptor can be opened (EMFILE), or again. */
void forbid_descriptors(void);
void allow_descriptors(void);

/* A thousand SIGUSR1 a second to this process and to all that it starts, until
 * the end; the handler does nothing, without SA_RESTART. */
void storm_begin(void);
void storm_end(void);

#endif
