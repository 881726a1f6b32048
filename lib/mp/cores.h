/* cores.h - how many CPUs this process may use (mp.cpu_count).
 *
 * A box has CPUs; a process may be allowed fewer, by its affinity mask
 * (taskset, sched_setaffinity) or by a quota of its control group (containers:
 * docker --cpus=1.5). Python's cpu_count() tells what the box has, and pools
 * sized by it are too large in a container. This one tells what may be used.
 */
#ifndef MP_CORES_H
#define MP_CORES_H

/* The CPUs this process may use: at least 1. The smaller of affinity and
 * quota; a quota of 1.5 CPUs counts as 2. Never fails: what cannot be read
 * (no /proc, no cgroup file system) does not limit. */
int mp_cpu_count(void);

enum mp_cores_limit { MP_CORES_ONLINE, MP_CORES_AFFINITY, MP_CORES_QUOTA };

struct mp_cores {
    int online;                  /* CPUs that the box has switched on */
    int affinity;                /* CPUs in this process's affinity mask */
    double quota;                /* CPUs' worth of time; 0: no quota */
    int available;               /* what mp_cpu_count returns */
    enum mp_cores_limit decided; /* the one that made it so few */
};

/* All of it at once. Never fails, as above. */
struct mp_cores mp_cores_read(void);

/* The rule alone: available and decided, from these three. An affinity of 0 is
 * unknown and does not limit. */
struct mp_cores mp_cores_decide(int online, int affinity, double quota);

/* The quota alone, in CPUs, 0 when there is none: the least of the process's
 * own control group and those above it, in version 2 (cpu.max) or version 1
 * (cpu.cfs_quota_us). self is the text file that lists the process's groups
 * (/proc/self/cgroup), root is where the group file system is mounted
 * (/sys/fs/cgroup); tests hand in their own. */
double mp_cores_quota(const char *self, const char *root);

#endif
