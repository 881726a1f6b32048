/* test_cores_quota.c - the quota of control groups, in trees made for the test.
 */
#include "common.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "mp/cores.h"

/* --- a tree of files -------------------------------------------------------
 */

static char tree[64];

/* Write a file in the tree, and make the directories above it. */
static void write_file(const char *name, const char *text)
{
    char path[512];

    snprintf(path, sizeof path, "%s/%s", tree, name);
    for (char *p = path + strlen(tree) + 1; (p = strchr(p, '/')); *p++ = '/') {
        *p = '\0';
        mkdir(path, 0700);
    }
    FILE *f = fopen(path, "we");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    fclose(f);
}

static int remove_one(const char *path, const struct stat *about, int type,
                      struct FTW *where)
{
    (void)about, (void)type, (void)where;
    return remove(path);
}

static void remove_tree(void)
{
    ck_assert_int_eq(nftw(tree, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

/* A new tree in which the process's own groups are listed so. */
static void new_tree(const char *self)
{
    const char *tmp = getenv("TMPDIR");

    snprintf(tree, sizeof tree, "%.40s/mpb-cores-XXXXXX", tmp ? tmp : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(tree));
    write_file("self", self);
}

/* The quota that the tree gives; the tree is removed. */
static double quota(void)
{
    char self[128], root[128];

    snprintf(self, sizeof self, "%s/self", tree);
    snprintf(root, sizeof root, "%s/root", tree);
    double found = mp_cores_quota(self, root);
    remove_tree();
    return found;
}

/* --- quota, version 2 ------------------------------------------------------
 */

START_TEST(version_2_gives_quota_by_period)
{
    new_tree("0::/a\n");
    write_file("root/a/cpu.max", "150000 100000\n");
    ck_assert_double_eq(quota(), 1.5);
}
END_TEST

START_TEST(version_2_max_is_no_quota)
{
    new_tree("0::/a\n");
    write_file("root/a/cpu.max", "max 100000\n");
    ck_assert_double_eq(quota(), 0);
}
END_TEST

START_TEST(the_least_of_own_group_and_those_above_counts)
{
    new_tree("0::/a/b/c\n");
    write_file("root/a/cpu.max", "200000 100000\n");
    write_file("root/a/b/cpu.max", "max 100000\n");
    write_file("root/a/b/c/cpu.max", "600000 100000\n");
    ck_assert_double_eq(quota(), 2);

    new_tree("0::/a/b/c\n");
    write_file("root/a/cpu.max", "200000 100000\n");
    write_file("root/a/b/c/cpu.max", "50000 100000\n");
    write_file("root/a/x/cpu.max", "10000 100000\n"); /* not ours */
    ck_assert_double_eq(quota(), 0.5);
}
END_TEST

START_TEST(a_group_namespace_shows_its_root)
{
    new_tree("0::/\n");
    write_file("root/cpu.max", "300000 100000\n");
    ck_assert_double_eq(quota(), 3);

    new_tree("0::/../outside\n");
    write_file("root/cpu.max", "300000 100000\n");
    write_file("outside/cpu.max", "100000 100000\n");
    ck_assert_double_eq(quota(), 3);
}
END_TEST

START_TEST(a_path_of_the_host_falls_back_to_the_mount_point)
{
    new_tree("0::/docker/0123456789abcdef\n");
    write_file("root/cpu.max", "250000 100000\n");
    ck_assert_double_eq(quota(), 2.5);
}
END_TEST

START_TEST(nonsense_is_no_quota)
{
    const char *const texts[] = {"",     "\n",        "100000",    "0 100000",
                                 "-1 1", "100000 0",  "100000 -5", "x y",
                                 "max",  "1e5 100000"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        new_tree("0::/a\n");
        write_file("root/a/cpu.max", texts[i]);
        double found = quota();
        ck_assert_msg(found == 0, "\"%s\" gave %g", texts[i], found);
    }
    new_tree("nonsense\n:\n::\n0:\n\n0::\nx:cpu:\n0::/a");
    ck_assert_double_eq(quota(), 0);
}
END_TEST

/* --- quota, version 1 ------------------------------------------------------
 */

static void v1(const char *dir, const char *quota_us, const char *period_us)
{
    char name[128];

    snprintf(name, sizeof name, "root/%s/cpu.cfs_quota_us", dir);
    write_file(name, quota_us);
    snprintf(name, sizeof name, "root/%s/cpu.cfs_period_us", dir);
    write_file(name, period_us);
}

START_TEST(version_1_gives_quota_by_period)
{
    new_tree("9:memory:/m\n4:cpu,cpuacct:/a\n1:name=systemd:/s\n");
    v1("cpu,cpuacct/a", "150000\n", "100000\n");
    ck_assert_double_eq(quota(), 1.5);

    new_tree("1:cpu:/a\n");
    v1("cpu/a", "50000\n", "100000\n");
    ck_assert_double_eq(quota(), 0.5);

    new_tree("4:cpuacct,cpu:/a\n"); /* listed in one order, mounted in other */
    v1("cpu/a", "70000\n", "10000\n");
    ck_assert_double_eq(quota(), 7);
}
END_TEST

START_TEST(version_1_minus_1_is_no_quota)
{
    new_tree("1:cpu:/a/b\n");
    v1("cpu/a/b", "-1\n", "100000\n");
    ck_assert_double_eq(quota(), 0);

    new_tree("1:cpu:/a/b\n");
    v1("cpu/a/b", "-1\n", "100000\n");
    v1("cpu/a", "400000\n", "100000\n");
    ck_assert_double_eq(quota(), 4);
}
END_TEST

START_TEST(other_controllers_of_version_1_do_not_count)
{
    new_tree("1:cpuset:/a\n2:cpuacct:/a\n3:xcpu:/a\n4:name=cpu:/a\n");
    v1("cpu/a", "50000\n", "100000\n");
    v1("cpuset/a", "50000\n", "100000\n");
    v1("cpuacct/a", "50000\n", "100000\n");
    v1("xcpu/a", "50000\n", "100000\n");
    ck_assert_double_eq(quota(), 0);
}
END_TEST

START_TEST(both_versions_at_once_give_the_lesser)
{
    new_tree("1:cpu:/a\n0::/b\n");
    v1("cpu/a", "300000\n", "100000\n");
    write_file("root/b/cpu.max", "200000 100000\n");
    ck_assert_double_eq(quota(), 2);

    new_tree("1:cpu:/a\n0::/b\n");
    v1("cpu/a", "300000\n", "100000\n");
    write_file("root/unified/b/cpu.max", "100000 100000\n");
    ck_assert_double_eq(quota(), 1);
}
END_TEST

START_TEST(a_path_too_long_does_no_harm)
{
    static char self[20000] = "0::";

    memset(self + 3, 'a', sizeof self - 4);
    for (size_t i = 3; i < sizeof self - 1; i += 50)
        self[i] = '/';
    new_tree(self);
    write_file("root/cpu.max", "100000 100000\n");
    double found = quota();
    ck_assert(found == 0 || found == 1);
}
END_TEST

int main(void)
{
    return run_tests("cores_quota", version_2_gives_quota_by_period,
                     version_2_max_is_no_quota,
                     the_least_of_own_group_and_those_above_counts,
                     a_group_namespace_shows_its_root,
                     a_path_of_the_host_falls_back_to_the_mount_point,
                     nonsense_is_no_quota, version_1_gives_quota_by_period,
                     version_1_minus_1_is_no_quota,
                     other_controllers_of_version_1_do_not_count,
                     both_versions_at_once_give_the_lesser,
                     a_path_too_long_does_no_harm, NULL);
}
