#include "kit/pace.h"

#include "kit/die.h"
#include "kit/opts.h"
#include "kit/race.h"
#include "kit/report.h"
#include "kit/say.h"
#include "mp/mp.h"

/* The window is wide enough for the tellers to meet whatever else runs: a run
 * lasts many time slices, on one core too, where they meet only when one is
 * interrupted between reading and writing. (With a yield as the window and two
 * cores one teller is at times done before the other has begun.) */
struct pace pace = {.rounds = 1000};

static const char *window = "50us";
static bool notebook;

static const struct opt options[] = {
    OPT_LONG('n', "rounds", "N", &pace.rounds, 1, 1000000000,
             "updates of each teller (1000)"),
    OPT_TIME(0, "sleep", "TIME", &pace.sleep, 0, MP_S(10),
             "before each update (0)"),
    OPT_TEXT(0, "window", "none|yield|TIME", &window,
             "from reading the balance to writing it (50us)"),
    OPT_FLAG(0, "notebook", &notebook,
             "the notebook's pace: 1000 rounds, 1 ms of sleep, no window"),
    OPT_END};

void pace_parse(int argc, char **argv)
{
    opts_parse(argc, argv, options);
    if (notebook) {
        if (opts_given("rounds") || opts_given("sleep") || opts_given("window"))
            die_usage("--notebook sets --rounds, --sleep and --window itself");
        pace.rounds = 1000;
        pace.sleep = MP_MS(1);
        window = "none";
    }
    pace.window = race_window(window, NULL);
}

void pace_say(int tellers)
{
    say("(%d tellers, %ld rounds each, sleep %gms; %s)\n", tellers, pace.rounds,
        (double)pace.sleep / 1e6, race_where(pace.window));
    report_field("cores", "%d", mp_cpu_count());
}
