#include "children.h"

#include "common.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

int give_back(void *code)
{
    return *(int *)code;
}

int live_on(void *unused)
{
    (void)unused;
    do
        pause();
    while (true);
    return 1;
}

int live_for_a_while(void *ms)
{
    sleep_ms(*(int *)ms);
    return 5;
}

int outcome(mp_process_fn *fn, void *arg)
{
    struct mp_process p = mp_process(fn, arg);

    ck_assert_int_eq(p.state, MP_CREATED);
    ck_assert_int_eq(mp_process_start(&p), 0);
    ck_assert_int_eq(p.state, MP_STARTED);
    ck_assert_int_gt(p.pid, 0);
    ck_assert_int_eq(mp_process_join(&p), 0);
    ck_assert_int_eq(p.state, MP_JOINED);
    return p.exitcode;
}

void adopt_orphans(void)
{
    ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
}

void reap_orphans(int expected)
{
    for (int i = 0; i < expected; i++)
        ck_assert_int_gt(waitpid(-1, NULL, 0), 0);
    prctl(PR_SET_CHILD_SUBREAPER, 0);
}
