/* test_die.c - a program's last words. */
#include "common.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "captured.h"
#include "kit/die.h"

static void at_exit(void)
{
    puts("atexit ran");
}

static int in_a_child(void)
{
    int status;

    fflush(stdout);
    if (fork() == 0) {
        printf("the child speaks, ");
        die("the child dies");
    }
    wait(&status);
    printf("the child's exit code is %d\n", WEXITSTATUS(status));
    return 0;
}

/* Where all find the same fault, one says it. */
static int many(void)
{
    int status, code = 0;

    for (int i = 0; i < 20; i++)
        if (fork() == 0)
            die("the disk is full");
    while (wait(&status) > 0)
        code += WEXITSTATUS(status);
    if (code == 20)
        die("twenty have died");
    return 0;
}

static int play(const char *how)
{
    char text[5000];

    atexit(at_exit);
    printf("said before, ");
    if (strcmp(how, "die") == 0)
        die("%s, %d", "why", 7);
    if (strcmp(how, "usage") == 0)
        die_usage("not so");
    if (strcmp(how, "check") == 0)
        check(ENOENT, "that file");
    if (strcmp(how, "new") == 0) {
        errno = EMFILE;
        check_new(NULL, "that thing");
    }
    if (strcmp(how, "new without errno") == 0) {
        errno = 0;
        check_new(NULL, "that thing");
    }
    if (strcmp(how, "long") == 0) {
        memset(text, 'x', sizeof text - 1);
        text[sizeof text - 1] = '\0';
        die("%s", text);
    }
    if (strcmp(how, "many") == 0)
        return many();
    if (strcmp(how, "two lines") == 0)
        die("'%s'", "a\nb\x1b[2Jc");
    if (strcmp(how, "no stderr") == 0) {
        close(STDERR_FILENO);
        die("nobody reads this");
    }
    return in_a_child();
}

static struct captured run(const char *how)
{
    return captured(how, OUT_FILE, (const char *const[]){NULL});
}

static void dies(const char *how, int code, const char *words)
{
    struct captured c = run(how);

    ck_assert_int_eq(c.code, code);
    ck_assert_str_eq(c.err, words);
    /* What was printed before comes out, and the program's own exit runs. */
    ck_assert_str_eq(c.out, "said before, atexit ran\n");
}

START_TEST(one_line_with_the_programs_name_and_the_exit_code)
{
    dies("die", 1, "prog: why, 7\n");
    dies("usage", 2, "prog: not so\n");
    dies("check", 1, "prog: that file: No such file or directory\n");
    dies("new", 1, "prog: that thing: Too many open files\n");
    dies("new without errno", 1, "prog: that thing: Cannot allocate memory\n");
    dies("no stderr", 1, "");
}
END_TEST

START_TEST(a_child_leaves_without_the_parents_atexit_functions)
{
    struct captured c = run("child");

    ck_assert_int_eq(c.code, 0);
    ck_assert_str_eq(c.err, "prog: the child dies\n");
    ck_assert_str_eq(
        c.out, "said before, the child speaks, the child's exit code is 1\n"
               "atexit ran\n");
}
END_TEST

START_TEST(a_long_message_is_cut_and_still_a_line)
{
    struct captured c = run("long");

    ck_assert_int_eq(c.code, 1);
    ck_assert_int_eq(lines_of(c.err), 1);
    ck_assert_uint_lt(strlen(c.err), 1200);
}
END_TEST

START_TEST(of_many_processes_that_die_the_first_says_why)
{
    struct captured c = run("many");

    ck_assert_int_eq(c.code, 1);
    ck_assert_str_eq(c.err, "prog: the disk is full\n");
}
END_TEST

START_TEST(a_text_with_a_lines_end_stays_one_line)
{
    dies("two lines", 1, "prog: 'a?b?[2Jc'\n");
}
END_TEST

START_TEST(without_an_error_nothing_happens)
{
    int x;

    check(0, "all");
    ck_assert_ptr_eq(check_new(&x, "all"), &x);
}
END_TEST

/* A program that nobody lets print dies of it all the same. */
START_TEST(a_full_stdout_does_not_hide_the_last_words)
{
    struct captured c = captured("die", OUT_FULL, (const char *const[]){NULL});

    ck_assert_int_eq(c.code, 1);
    ck_assert_str_eq(c.err, "prog: why, 7\n");
}
END_TEST

int main(void)
{
    if (part())
        return play(part());
    return run_tests("die", one_line_with_the_programs_name_and_the_exit_code,
                     a_child_leaves_without_the_parents_atexit_functions,
                     a_long_message_is_cut_and_still_a_line,
                     of_many_processes_that_die_the_first_says_why,
                     a_text_with_a_lines_end_stays_one_line,
                     without_an_error_nothing_happens,
                     a_full_stdout_does_not_hide_the_last_words, NULL);
}
