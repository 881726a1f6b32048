#include "kit/resident.h"

#include <stdio.h>

int64_t resident_kib(void)
{
    FILE *file = fopen("/proc/self/smaps_rollup", "re");
    char line[256];
    long kib = -1;

    if (!file)
        return -1;
    while (kib < 0 && fgets(line, sizeof line, file))
        if (sscanf(line, "Rss: %ld", &kib) != 1)
            kib = -1;
    fclose(file);
    return kib;
}
