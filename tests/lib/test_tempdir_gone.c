/* test_tempdir_gone.c - the directory is gone, however the program ends. */
#include "common.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "mp/clock.h"
#include "tempdir_scene.h"

static struct captured run(const char *what)
{
    return captured("tempdir", OUT_FILE, (const char *const[]){what, NULL});
}

START_TEST(gone_after_return_exit_and_die)
{
    static const char *const each[] = {"return", "die"};

    for (int i = 0; i < 2; i++) {
        make_base();
        struct captured c = run(each[i]);
        ck_assert_int_eq(c.code, i);
        ck_assert_msg(strncmp(c.out, base, strlen(base)) == 0, "%s", c.out);
        ck_assert_str_eq(c.err, i ? "prog: dies\n" : "");
        all_is_gone();
    }
}
END_TEST

START_TEST(gone_at_once_when_removed_by_hand)
{
    make_base();
    struct captured c = run("remove");
    ck_assert_msg(strstr(c.out, strerror(ENOENT)), "%s", c.out);
    ck_assert_int_eq(entries_of_base(), 0);
    all_is_gone();
}
END_TEST

START_TEST(gone_after_ctrl_c_and_any_other_signal)
{
    static const int signals[] = {SIGINT,  SIGTERM, SIGHUP, SIGQUIT,
                                  SIGKILL, SIGPIPE, SIGALRM};

    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        make_base();
        struct running r = working("wait");
        ck_assert_int_eq(kill(-r.pid, signals[i]), 0); /* to the group */
        ended(&r, signals[i]);
        all_is_gone();
    }
}
END_TEST

/* From before exec to after the path is printed, in steps. */
START_TEST(gone_after_a_kill_at_any_time)
{
    make_base();
    for (int64_t us = 0; us < 3000; us += 30) {
        struct running r = started("tempdir", "wait");
        int64_t end = mp_clock_deadline(MP_US(us));
        while (mp_clock_left(end) > 0)
            ;
        kill(r.pid, SIGKILL);
        ended(&r, SIGKILL);
    }
    all_is_gone();
}
END_TEST

START_TEST(it_stays_while_a_child_works_with_it)
{
    make_base();
    struct running r = working("child");
    int in = r.in;
    r.in = -1;
    ended(&r, 0);
    for (int i = 0; i < 20; i++) {
        ck_assert_int_eq(entries_of_base(), 1);
        sleep_ms(1);
    }
    close(in); /* now the child ends */
    all_is_gone();
}
END_TEST

int main(int argc, char **argv)
{
    if (part())
        return play_tempdir(argc, argv);
    return run_tests("tempdir, gone", gone_after_return_exit_and_die,
                     gone_at_once_when_removed_by_hand,
                     gone_after_ctrl_c_and_any_other_signal,
                     gone_after_a_kill_at_any_time,
                     it_stays_while_a_child_works_with_it, NULL);
}
