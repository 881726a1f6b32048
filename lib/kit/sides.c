#include "kit/sides.h"

#include "kit/die.h"
#include "kit/pin.h"
#include "mp/team.h"

static int take_side(int index, void *arg)
{
    const struct sides *job = arg;

    if (job->where == SIDES_APART)
        pin_to(index % 2 ? pin_second() : pin_first());
    job->side[index % 2](job->n / (job->members / 2));
    return 0;
}

int64_t sides_run(const struct sides *job)
{
    struct sides copy = *job;
    struct mp_team team;

    check(mp_team_run(MP_PROCESSES, job->members, take_side, &copy, &team),
          "transfer");
    return team.elapsed_ns;
}

void sides_expect(uint64_t got, uint64_t due)
{
    if (got != due)
        die("item %llu came where %llu was due", (unsigned long long)got,
            (unsigned long long)due);
}
