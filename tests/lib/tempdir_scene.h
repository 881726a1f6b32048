/* tempdir_scene.h - a program with a temporary directory, and where it makes
 * it.
 */
#ifndef TESTS_TEMPDIR_SCENE_H
#define TESTS_TEMPDIR_SCENE_H

#include "captured.h"

/* The program. Its argument says what it does: return, die, remove (and print
 * why stat fails), mode (print it), wait (for the end of stdin), child (start
 * one that waits). First of all it prints the path, a line. In the environment:
 * KEPT, what to make a link to; CLOSE, a descriptor to close. */
int play_tempdir(int argc, char **argv);

/* A directory of the test's own, in which the programs make theirs; its name
 * is one that a careless shell would break. */
extern char base[];
void make_base(void);
int entries_of_base(void);

/* All is removed, soon; then the base goes, too. */
void all_is_gone(void);

/* Start the program; it has its directory now. */
struct running working(const char *what);

#endif
