/* test_cores.c - what cores.h promises: what this process may use, not what the
 * box has. test_cores_quota.c has the quota.
 */
#include "common.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mp/cores.h"

START_TEST(at_least_one_cpu_may_be_used)
{
    struct mp_cores c = mp_cores_read();

    ck_assert_int_ge(mp_cpu_count(), 1);
    ck_assert_int_ge(c.available, 1);
    ck_assert_int_ge(c.online, c.affinity);
    ck_assert_int_ge(c.affinity, c.available);
    ck_assert(c.quota >= 0);
}
END_TEST

static int one_cpu_after_another(void)
{
    cpu_set_t all, one;

    if (sched_getaffinity(0, sizeof all, &all) != 0)
        return 1;
    for (size_t cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (!CPU_ISSET(cpu, &all))
            continue;
        CPU_ZERO(&one);
        CPU_SET(cpu, &one);
        if (sched_setaffinity(0, sizeof one, &one) != 0)
            return 2;
        if (mp_cpu_count() != 1 || mp_cores_read().affinity != 1)
            return 3;
        if (mp_cores_read().online > 1 &&
            mp_cores_read().decided != MP_CORES_AFFINITY)
            return 4;
    }
    return 0;
}

START_TEST(affinity_is_honoured)
{
    cpu_set_t mine;

    ck_assert_int_eq(sched_getaffinity(0, sizeof mine, &mine), 0);
    ck_assert_int_eq(mp_cores_read().affinity, CPU_COUNT(&mine));
    ck_assert_int_eq(in_child(one_cpu_after_another), 0);
}
END_TEST

START_TEST(the_quota_is_rounded_up_and_the_smallest_decides)
{
    const struct {
        int online, affinity;
        double quota;
        int available;
        enum mp_cores_limit decided;
    } cases[] = {
        {8, 8, 0, 8, MP_CORES_ONLINE},      {8, 3, 0, 3, MP_CORES_AFFINITY},
        {8, 8, 1.5, 2, MP_CORES_QUOTA},     {8, 8, 2, 2, MP_CORES_QUOTA},
        {8, 8, 2.01, 3, MP_CORES_QUOTA},    {8, 8, 0.01, 1, MP_CORES_QUOTA},
        {8, 8, 7.5, 8, MP_CORES_ONLINE},    {8, 8, 1e9, 8, MP_CORES_ONLINE},
        {8, 8, 1e300, 8, MP_CORES_ONLINE},  {8, 3, 2.5, 3, MP_CORES_AFFINITY},
        {8, 3, 2, 2, MP_CORES_QUOTA},       {8, 0, 0, 8, MP_CORES_ONLINE},
        {1, 1, 0.5, 1, MP_CORES_ONLINE},    {-1, 0, 0, 1, MP_CORES_ONLINE},
        {4096, 4096, 3, 3, MP_CORES_QUOTA},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mp_cores c =
            mp_cores_decide(cases[i].online, cases[i].affinity, cases[i].quota);
        ck_assert_msg(
            c.available == cases[i].available && c.decided == cases[i].decided,
            "case %zu: expected %d by %d, came %d by %d", i, cases[i].available,
            (int)cases[i].decided, c.available, (int)c.decided);
    }
}
END_TEST

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "we");

    if (!f)
        _exit(77);
    fputs(text, f);
    fclose(f);
}

/* A mount namespace, for which a user who is not root needs a user namespace,
 * where he is root. */
static bool enter_mount_namespace(void)
{
    char user[32], group[32];

    snprintf(user, sizeof user, "0 %u 1", (unsigned)geteuid());
    snprintf(group, sizeof group, "0 %u 1", (unsigned)getegid());
    if (unshare(CLONE_NEWNS) != 0) {
        if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
            return false;
        write_file("/proc/self/uid_map", user);
        write_file("/proc/self/setgroups", "deny");
        write_file("/proc/self/gid_map", group);
    }
    return mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("none", "/sys/fs/cgroup", "tmpfs", 0, NULL) == 0;
}

/* Where that can be had, half a CPU in the real places. */
static int half_a_cpu_for_real(void)
{
    if (!enter_mount_namespace())
        return 77;
    mkdir("/sys/fs/cgroup/cpu", 0700);
    write_file("/sys/fs/cgroup/cpu.max", "50000 100000\n");
    write_file("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000\n");
    write_file("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
    struct mp_cores c = mp_cores_read();
    if (c.quota != 0.5)
        return 1;
    return mp_cpu_count() == 1 ? 0 : 2;
}

START_TEST(a_container_with_a_quota_is_believed)
{
    int code = in_child(half_a_cpu_for_real);

    if (code == 77)
        fprintf(stderr, "not tested: no mount namespace to be had\n");
    else
        ck_assert_int_eq(code, 0);
}
END_TEST

START_TEST(what_cannot_be_read_does_not_limit)
{
    ck_assert_double_eq(mp_cores_quota("/nowhere", "/nowhere"), 0);
    ck_assert_double_eq(mp_cores_quota("/proc/self/cgroup", "/nowhere"), 0);
    ck_assert_double_eq(mp_cores_quota("/", "/"), 0);
    forbid_descriptors();
    ck_assert_int_ge(mp_cpu_count(), 1);
    allow_descriptors();
}
END_TEST

START_TEST(errno_is_left_alone)
{
    errno = 1234;
    mp_cpu_count();
    mp_cores_quota("/nowhere", "/nowhere");
    ck_assert_int_eq(errno, 1234);
}
END_TEST

START_TEST(signals_change_nothing)
{
    struct mp_cores calm = mp_cores_read();

    storm_begin();
    for (int i = 0; i < 1000; i++)
        ck_assert_int_eq(mp_cpu_count(), calm.available);
    storm_end();
}
END_TEST

int main(void)
{
    return run_tests("cores", at_least_one_cpu_may_be_used,
                     affinity_is_honoured,
                     the_quota_is_rounded_up_and_the_smallest_decides,
                     a_container_with_a_quota_is_believed,
                     what_cannot_be_read_does_not_limit, errno_is_left_alone,
                     signals_change_nothing, NULL);
}
