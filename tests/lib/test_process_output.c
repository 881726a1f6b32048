/* test_process_output.c - descriptors and stdio across a start.
 */
#include "children.h"
#include "common.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "mp/clock.h"
#include "mp/process.h"

static int count_descriptors(void *unused)
{
    DIR *dir = opendir("/proc/self/fd");
    int count = 0;

    (void)unused;
    while (dir && readdir(dir))
        count++;
    return dir && closedir(dir) == 0 ? count : 255;
}

START_TEST(no_descriptor_is_leaked_by_a_childs_birth_or_death)
{
    int before = count_descriptors(NULL), ms = 5;

    ck_assert_int_lt(before, 255);
    for (int i = 0; i < 20; i++) {
        struct mp_process p = mp_process(live_for_a_while, &ms);
        ck_assert_int_eq(mp_process_start(&p), 0);
        ck_assert_int_eq(outcome(count_descriptors, NULL), before);
        ck_assert_int_eq(mp_process_join_timed(&p, MP_S(20)), 0);
        ck_assert_int_eq(count_descriptors(NULL), before);
    }
    assert_nothing_left();
}
END_TEST

static int captured;

/* Send stdout to a file without a name; what comes there, read_captured tells.
 * For use in a child. */
static void capture_stdout(void)
{
    dup2(captured, STDOUT_FILENO);
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
}

static void make_capture(void)
{
    FILE *f = tmpfile();

    ck_assert_ptr_nonnull(f);
    captured = fcntl(fileno(f), F_DUPFD_CLOEXEC, 3);
    fclose(f);
}

static void read_captured(char *text, size_t size)
{
    ssize_t n = pread(captured, text, size - 1, 0);

    ck_assert_int_ge(n, 0);
    text[n] = '\0';
    close(captured);
}

static int print_child(void *unused)
{
    (void)unused;
    printf("child ");
    return 0;
}

static int print_around_a_child(void)
{
    struct mp_process p = mp_process(print_child, NULL);

    capture_stdout();
    printf("before ");
    if (mp_process_start(&p) != 0)
        return 1;
    printf("after ");
    if (mp_process_join(&p) != 0)
        return 2;
    return fflush(stdout) == 0 ? 0 : 3;
}

START_TEST(what_was_in_the_parents_stdio_buffer_is_printed_once)
{
    char text[100];

    make_capture();
    ck_assert_int_eq(in_child(print_around_a_child), 0);
    read_captured(text, sizeof text);
    ck_assert_str_eq(text, "before child after ");
}
END_TEST

static void print_at_exit(void)
{
    printf("at exit ");
    fflush(stdout);
}

static int leave_with_an_exit_function(void)
{
    struct mp_process p = mp_process(print_child, NULL);

    capture_stdout();
    atexit(print_at_exit);
    if (mp_process_start(&p) != 0 || mp_process_join(&p) != 0)
        return 1;
    exit(0);
}

START_TEST(the_parents_exit_functions_do_not_run_in_the_child)
{
    char text[100];

    make_capture();
    ck_assert_int_eq(in_child(leave_with_an_exit_function), 0);
    read_captured(text, sizeof text);
    ck_assert_str_eq(text, "child at exit ");
}
END_TEST

static atomic_bool enough;

static void *print_on(void *unused)
{
    long lines = 0;

    for (; !atomic_load(&enough); lines++)
        putchar('\n');
    (void)unused;
    return (void *)lines;
}

static int start_while_a_thread_prints(void)
{
    int code = 0;
    pthread_t printer;
    void *lines;

    capture_stdout();
    if (pthread_create(&printer, NULL, print_on, NULL) != 0)
        return 1;
    for (int i = 0; i < 100; i++) {
        struct mp_process p = mp_process(give_back, &code);
        if (mp_process_start(&p) != 0 || mp_process_join(&p) != 0)
            return 2;
    }
    atomic_store(&enough, true);
    pthread_join(printer, &lines);
    if (fflush(stdout) != 0)
        return 3;
    return lseek(captured, 0, SEEK_END) == (off_t)(intptr_t)lines ? 0 : 4;
}

START_TEST(what_another_thread_prints_during_a_start_is_printed_once)
{
    make_capture();
    ck_assert_int_eq(in_child(start_while_a_thread_prints), 0);
    close(captured);
}
END_TEST

static void *read_stdin(void *unused)
{
    (void)unused;
    return (void *)(intptr_t)getchar();
}

static int start_while_a_thread_reads(void)
{
    int code = 0, fds[2];
    struct mp_process p = mp_process(give_back, &code);
    pthread_t reader;

    if (pipe(fds) != 0 || dup2(fds[0], STDIN_FILENO) < 0 ||
        pthread_create(&reader, NULL, read_stdin, NULL) != 0)
        return 1;
    while (ftrylockfile(stdin) == 0) { /* until the reader has it */
        funlockfile(stdin);
        sched_yield();
    }
    if (mp_process_start(&p) != 0 || mp_process_join(&p) != 0)
        return 2;
    return write(fds[1], "x", 1) == 1 ? pthread_join(reader, NULL) : 3;
}

START_TEST(a_thread_that_reads_stdin_does_not_hold_up_a_start)
{
    ck_assert_int_eq(in_child(start_while_a_thread_reads), 0);
}
END_TEST

static int closed_descriptors; /* a bit for each */

static int print_and_give_7(void *unused)
{
    print_child(unused);
    return 7;
}

static int work_with_some_closed(void)
{
    struct mp_process p = mp_process(print_and_give_7, NULL), q = p;

    dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
    for (int fd = 0; fd < 3; fd++)
        if (closed_descriptors & 1 << fd)
            close(fd);
    printf("parent ");
    if (mp_process_start(&p) != 0 || mp_process_join(&p) != 0)
        return 1;
    if (mp_process_start(&q) != 0 || mp_process_join_timed(&q, MP_S(20)) != 0)
        return 2;
    return p.exitcode == 7 && q.exitcode == 7 ? 0 : 3;
}

START_TEST(works_with_stdin_stdout_or_stderr_closed)
{
    for (closed_descriptors = 1; closed_descriptors < 8; closed_descriptors++)
        ck_assert_int_eq(in_child(work_with_some_closed), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("process_output");

    add_tests(suite, "processes",
              no_descriptor_is_leaked_by_a_childs_birth_or_death,
              what_was_in_the_parents_stdio_buffer_is_printed_once,
              the_parents_exit_functions_do_not_run_in_the_child,
              works_with_stdin_stdout_or_stderr_closed, NULL);
    add_tests(suite, "threads",
              a_thread_that_reads_stdin_does_not_hold_up_a_start,
              what_another_thread_prints_during_a_start_is_printed_once, NULL);
    return run_suite(suite);
}
