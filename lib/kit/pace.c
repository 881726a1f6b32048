#include "kit/pace.h"

#include "kit/delay.h"
#include "kit/die.h"
#include "kit/opts.h"
#include "kit/race.h"
#include "kit/report.h"
#include "kit/say.h"
#include "mp/mp.h"

/* A teller that sleeps between reading and writing lets the other in, whatever
 * the number of cores and whatever else runs. With a yield and two cores, or a
 * spin and a busy machine, one teller is at times done before the other has
 * begun. */
struct pace pace = {.rounds = 1000};

static const char *window = "sleep";
static bool notebook;

static const struct opt options[] = {
    OPT_LONG('n', "rounds", "N", &pace.rounds, 1, 1000000000,
             "updates of each teller (1000)"),
    OPT_TIME(0, "sleep", "TIME", &pace.sleep, 0, MP_S(10),
             "before each update (0)"),
    OPT_TEXT(0, "window", "none|yield|sleep|TIME", &window,
             "from reading the balance to writing it (sleep)"),
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
    pace.window = race_window(&window, NULL);
}

void pace_say(int tellers)
{
    const char *where = race_where(pace.window);

    if (pace.sleep)
        say("(%d tellers, %ld rounds each after %s of sleep; %s)\n", tellers,
            pace.rounds, delay_name(pace.sleep), where);
    else
        say("(%d tellers, %ld rounds each; %s)\n", tellers, pace.rounds, where);
    report_field("cores", "%d", mp_cpu_count());
}
