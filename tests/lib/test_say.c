/* test_say.c - what say.h promises, and what becomes of output that nobody
 * takes. */
#include "common.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "captured.h"
#include "kit/opts.h"
#include "kit/report.h"
#include "kit/say.h"
#include "mp/mp.h"

const char program_doc[] = "";

/* --- the programs --------------------------------------------------------- */

static int say_and_report(void)
{
    say("an item: %d\n", 1);
    result("end: %s\n", "here");
    report(123456789, 7, "%ld", 42L);
    return 0;
}

/* One write is not enough. */
static int long_result(void)
{
    result("%0*d", 10000, 0);
    report_field("more", "%0*d", 10000, 0);
    report(0, 0, "0");
    return 0;
}

/* Lines of several processes at once. */
static int crowd(void)
{
    for (int c = 0; c < 4; c++)
        if (fork() == 0) {
            for (int i = 0; i < 300; i++)
                say("child %d says line %03d of 300 and that is all\n", c, i);
            _exit(0);
        }
    while (wait(NULL) > 0)
        ;
    return 0;
}

static int play(int argc, char **argv)
{
    opts_parse(argc, argv, NULL);
    return strcmp(part(), "crowd") == 0  ? crowd()
           : strcmp(part(), "long") == 0 ? long_result()
                                         : say_and_report();
}

/* --- lines ---------------------------------------------------------------- */

START_TEST(lines_of_several_processes_do_not_mix)
{
    struct captured c =
        captured("crowd", OUT_FILE, (const char *const[]){NULL});
    char line[80];
    int child, number_of, lines = 0;

    /* The capture keeps the first 16 KiB. */
    for (const char *at = c.out; strchr(at, '\n'); at = strchr(at, '\n') + 1) {
        ck_assert_int_eq(
            sscanf(at, "child %d says line %d of", &child, &number_of), 2);
        snprintf(line, sizeof line,
                 "child %d says line %03d of 300 and that is all\n", child,
                 number_of);
        ck_assert_msg(strncmp(at, line, strlen(line)) == 0, "%.80s", at);
        lines++;
    }
    ck_assert_int_gt(lines, 300);
}
END_TEST

/* --- a stdout that takes nothing ------------------------------------------ */

static void fails_with_a_line(const char *name, enum captured_stdout out,
                              const char *format, const char *says)
{
    const char *const args[] = {format, NULL};
    struct captured c = captured(name, out, args);

    ck_assert_msg(c.code == 1, "%s %s, stdout %d: exit code %d", name, format,
                  (int)out, c.code);
    ck_assert_msg(strcmp(c.err, says) == 0, "%s %s: %s", name, format, c.err);
}

START_TEST(a_stdout_that_takes_nothing_is_exit_1_and_one_line)
{
    static const char *const formats[] = {"--format=text", "--format=csv",
                                          "--format=json"};
    static const char *const names[] = {"short", "long"};

    for (int f = 0; f < 3; f++)
        for (int n = 0; n < 2; n++) {
            fails_with_a_line(names[n], OUT_FULL, formats[f],
                              "prog: stdout: No space left on device\n");
            fails_with_a_line(names[n], OUT_CLOSED, formats[f],
                              "prog: stdout: Bad file descriptor\n");
            fails_with_a_line(names[n], OUT_PIPE_IGN, formats[f],
                              "prog: stdout: Broken pipe\n");
        }
}
END_TEST

START_TEST(a_pipe_that_nobody_reads_is_the_quiet_death_of_a_filter)
{
    const char *const args[] = {"--format=csv", NULL};
    struct captured c = captured("short", OUT_PIPE, args);

    ck_assert_int_eq(c.code, -SIGPIPE);
    ck_assert_str_eq(c.err, "");
}
END_TEST

/* --- how far it is -------------------------------------------------------- */

/* What comes out where stderr is fd: three calls, the last takes it away. A dot
 * follows, since what is written to a terminal is there to read a moment later. */
static void say_progress(int fd)
{
    int before = dup(STDERR_FILENO);

    ck_assert_int_ge(dup2(fd, STDERR_FILENO), 0);
    progress("round %d of %d", 1, 2);
    progress("round %d of %d", 2, 2);
    progress(NULL);
    dup2(before, STDERR_FILENO);
    close(before);
    ck_assert_int_eq(write(fd, ".", 1), 1);
}

/* What there is to read up to the dot, as text. */
static const char *came(int fd)
{
    static char text[200];
    size_t length = 0;

    do {
        ck_assert_uint_lt(length, sizeof text - 1);
        ck_assert_int_eq(read(fd, text + length, 1), 1);
    } while (text[length++] != '.');
    text[length] = '\0';
    return text;
}

START_TEST(progress_is_one_line_of_a_terminal_and_nothing_elsewhere)
{
    int terminal = posix_openpt(O_RDWR | O_NOCTTY), side, ends[2];

    ck_assert_int_eq(grantpt(terminal), 0);
    ck_assert_int_eq(unlockpt(terminal), 0);
    side = open(ptsname(terminal), O_RDWR | O_NOCTTY);
    ck_assert_int_ge(side, 0);
    say_progress(side);
    ck_assert_str_eq(came(terminal),
                     "\r\033[Kround 1 of 2\r\033[Kround 2 of 2\r\033[K.");
    report_quiet = true;
    say_progress(side);
    report_quiet = false;
    ck_assert_str_eq(came(terminal), ".");
    close(side);
    close(terminal);
    ck_assert_int_eq(pipe(ends), 0);
    say_progress(ends[1]);
    ck_assert_str_eq(came(ends[0]), ".");
    close(ends[0]);
    close(ends[1]);
}
END_TEST

/* --- Python's ways to print ----------------------------------------------- */

START_TEST(a_list_is_printed_as_python_prints_it)
{
    static const long values[] = {0, 1, -4, LONG_MAX, LONG_MIN};

    ck_assert_str_eq(report_list(values, 0), "[]");
    ck_assert_str_eq(report_list(values, 1), "[0]");
    ck_assert_str_eq(report_list(values, 5),
                     "[0, 1, -4, 9223372036854775807, -9223372036854775808]");
}
END_TEST

START_TEST(a_duration_is_printed_as_python_prints_it)
{
    ck_assert_str_eq(report_duration(0), "0:00:00.000000");
    ck_assert_str_eq(report_duration(1457958000), "0:00:01.457958");
    ck_assert_str_eq(report_duration(1499), "0:00:00.000001");
    ck_assert_str_eq(report_duration(1500), "0:00:00.000002");
    ck_assert_str_eq(report_duration(999999500), "0:00:01.000000");
    ck_assert_str_eq(report_duration(MP_S(3599) + 1000), "0:59:59.000001");
    ck_assert_str_eq(report_duration(MP_S(36000)), "10:00:00.000000");
    ck_assert_str_eq(report_duration(INT64_MAX - 500), "2562047:47:16.854775");
}
END_TEST

int main(int argc, char **argv)
{
    if (part())
        return play(argc, argv);
    return run_tests("say", lines_of_several_processes_do_not_mix,
                     a_stdout_that_takes_nothing_is_exit_1_and_one_line,
                     a_pipe_that_nobody_reads_is_the_quiet_death_of_a_filter,
                     progress_is_one_line_of_a_terminal_and_nothing_elsewhere,
                     a_list_is_printed_as_python_prints_it,
                     a_duration_is_printed_as_python_prints_it, NULL);
}
