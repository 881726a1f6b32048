/* test_tempdir.c - what tempdir.h promises of the directory. */
#include "common.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tempdir_scene.h"

static struct captured run(const char *what)
{
    return captured("tempdir", OUT_FILE, (const char *const[]){what, NULL});
}

START_TEST(what_a_link_leads_to_stays)
{
    char kept[] = "/tmp/test_tempdir_keptXXXXXX", file[100];

    ck_assert_ptr_nonnull(mkdtemp(kept));
    snprintf(file, sizeof file, "%s/file", kept);
    close(open(file, O_CREAT | O_WRONLY, 0600));
    setenv("KEPT", kept, 1);
    make_base();
    ck_assert_int_eq(run("return").code, 0);
    all_is_gone();
    ck_assert_int_eq(unlink(file), 0);
    ck_assert_int_eq(rmdir(kept), 0);
    unsetenv("KEPT");
}
END_TEST

START_TEST(private_and_never_the_same)
{
    make_base();
    struct captured a = run("mode"), b = run("mode");
    ck_assert_msg(strstr(a.out, "\n700 1\n"), "%s", a.out);
    ck_assert_str_ne(a.out, b.out);
    all_is_gone();
}
END_TEST

START_TEST(where_it_cannot_be_made_the_program_says_so)
{
    char too_long[5000];

    setenv("TMPDIR", "/nowhere/at all", 1);
    struct captured c = run("return");
    ck_assert_int_eq(c.code, 1);
    ck_assert_str_eq(c.out, "");
    ck_assert_str_eq(c.err, "prog: temporary directory in '/nowhere/at all': "
                            "No such file or directory\n");
    memset(too_long, 'x', sizeof too_long - 1);
    too_long[sizeof too_long - 1] = '\0';
    setenv("TMPDIR", too_long, 1);
    c = run("return");
    ck_assert_int_eq(c.code, 1);
    ck_assert_int_eq(lines_of(c.err), 1);
    unsetenv("TMPDIR");
    c = run("remove");
    ck_assert_int_eq(c.code, 0);
    ck_assert_msg(strncmp(c.out, "/tmp/mpbench-", 13) == 0, "%s", c.out);
}
END_TEST

/* The guard has none of the descriptors that were open before it. */
START_TEST(a_pipe_of_the_program_ends_when_the_program_closes_it)
{
    char number[20];
    int ends[2];

    make_base();
    ck_assert_int_eq(pipe(ends), 0); /* not close-on-exec */
    snprintf(number, sizeof number, "%d", ends[1]);
    setenv("CLOSE", number, 1);
    struct running r = working("wait");
    close(ends[1]);
    ck_assert(readable_within(ends[0], 20000));
    close(ends[0]);
    ck_assert_int_eq(kill(r.pid, SIGKILL), 0);
    ended(&r, SIGKILL);
    all_is_gone();
    unsetenv("CLOSE");
}
END_TEST

int main(int argc, char **argv)
{
    if (part())
        return play_tempdir(argc, argv);
    return run_tests(
        "tempdir", what_a_link_leads_to_stays, private_and_never_the_same,
        where_it_cannot_be_made_the_program_says_so,
        a_pipe_of_the_program_ends_when_the_program_closes_it, NULL);
}
