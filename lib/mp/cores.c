#include "mp/cores.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The CPUs in this process's affinity mask, 0 if it cannot be read. */
static int affinity(void)
{
    /* The kernel says EINVAL while its own mask is longer than ours: ask with
     * longer ones, up to far more CPUs than Linux can have. */
    for (size_t cpus = CPU_SETSIZE; cpus <= CPU_SETSIZE << 10; cpus *= 2) {
        size_t size = CPU_ALLOC_SIZE(cpus);
        cpu_set_t *set = CPU_ALLOC(cpus);
        if (!set)
            return 0;
        int error = sched_getaffinity(0, size, set) < 0 ? errno : 0;
        int count = error ? 0 : CPU_COUNT_S(size, set);
        CPU_FREE(set);
        if (error != EINVAL)
            return count;
    }
    return 0;
}

/* The lesser of two quotas, where 0 is none. */
static double lesser(double a, double b)
{
    if (a == 0 || b == 0)
        return a + b;
    return a < b ? a : b;
}

/* Read up to two numbers from a small file; how many there were. "max", which
 * is no number, is none. */
static int read_numbers(const char *dir, const char *name, long long n[2])
{
    char path[PATH_MAX];

    if (snprintf(path, sizeof path, "%s/%s", dir, name) >= (int)sizeof path)
        return 0;
    FILE *f = fopen(path, "re");
    if (!f)
        return 0;
    int count = fscanf(f, "%lld %lld", &n[0], &n[1]);
    fclose(f);
    return count;
}

/* "150000 100000" in cpu.max: 150 of every 100 ms, 1.5 CPUs. "max 100000": no
 * quota. */
static double quota_v2(const char *dir)
{
    long long n[2];

    if (read_numbers(dir, "cpu.max", n) != 2 || n[0] <= 0 || n[1] <= 0)
        return 0;
    return (double)n[0] / (double)n[1];
}

/* The same in two files; no quota is -1. */
static double quota_v1(const char *dir)
{
    long long quota[2], period[2];

    if (read_numbers(dir, "cpu.cfs_quota_us", quota) != 1 ||
        read_numbers(dir, "cpu.cfs_period_us", period) != 1 || quota[0] <= 0 ||
        period[0] <= 0)
        return 0;
    return (double)quota[0] / (double)period[0];
}

/* The least quota of a group and of all above it, up to where the file system
 * is mounted. What is not there does not count: in a container, the group's
 * path may be that of the host, and only the mount point itself exists. */
static double least_upwards(const char *root, const char *mount,
                            const char *group, double (*quota)(const char *))
{
    char dir[PATH_MAX];
    char *end = dir + strlen(root) + strlen(mount);
    double least = 0;

    /* ".." leads out of a control group namespace: not ours to see. */
    if (strstr(group, "/.."))
        group = "";
    if (snprintf(dir, sizeof dir, "%s%s%s", root, mount, group) >=
        (int)sizeof dir)
        return 0;
    for (;;) {
        least = lesser(least, quota(dir));
        char *slash = strrchr(dir, '/');
        if (!slash || slash < end)
            return least;
        *slash = '\0';
    }
}

/* Is "cpu" one of the names in "cpu,cpuacct"? */
static bool names_cpu(const char *controllers)
{
    for (const char *p = controllers; (p = strstr(p, "cpu")); p += 3)
        if ((p == controllers || p[-1] == ',') && (p[3] == ',' || !p[3]))
            return true;
    return false;
}

/* One line of /proc/self/cgroup: "0::/group" in version 2, and in version 1
 * "4:cpu,cpuacct:/group". Both may be there. */
static double quota_of_line(char *line, const char *root)
{
    char *controllers = strchr(line, ':');
    char *group = controllers ? strchr(controllers + 1, ':') : NULL;
    char mount[PATH_MAX];

    if (!group)
        return 0;
    *controllers++ = '\0';
    *group++ = '\0';
    group[strcspn(group, "\n")] = '\0';
    if (!*controllers)
        return lesser(least_upwards(root, "", group, quota_v2),
                      least_upwards(root, "/unified", group, quota_v2));
    if (!names_cpu(controllers))
        return 0;
    snprintf(mount, sizeof mount, "/%s", controllers);
    return lesser(least_upwards(root, mount, group, quota_v1),
                  least_upwards(root, "/cpu", group, quota_v1));
}

double mp_cores_quota(const char *self, const char *root)
{
    int saved = errno;
    double least = 0;
    char *line = NULL;
    size_t room = 0;
    FILE *f = fopen(self, "re");

    if (f) {
        while (getline(&line, &room, f) > 0)
            least = lesser(least, quota_of_line(line, root));
        free(line);
        fclose(f);
    }
    errno = saved;
    return least;
}

struct mp_cores mp_cores_decide(int online, int affine, double quota)
{
    struct mp_cores c = {.online = online > 0 ? online : 1, .quota = quota};

    c.affinity = affine > 0 ? affine : c.online;
    c.available = c.affinity;
    if (c.affinity < c.online)
        c.decided = MP_CORES_AFFINITY;
    if (quota > 0 && quota <= c.affinity - 1) {
        c.available = (int)quota;
        c.available += c.available < quota; /* 1.5 CPUs count as 2 */
        c.decided = MP_CORES_QUOTA;
    }
    return c;
}

struct mp_cores mp_cores_read(void)
{
    int saved = errno;
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    double quota = mp_cores_quota("/proc/self/cgroup", "/sys/fs/cgroup");
    struct mp_cores c = mp_cores_decide((int)online, affinity(), quota);

    errno = saved;
    return c;
}

int mp_cpu_count(void)
{
    return mp_cores_read().available;
}
