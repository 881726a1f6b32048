/* tempdir.h - a private temporary directory that is removed whatever happens.
 *
 * A guard process is forked first; it sleeps until the last process that works
 * with the directory is gone, by exit, by die, by Ctrl-C or by SIGKILL, and
 * then removes it with all that is in it. (It notices by the end of file on a
 * pipe that the others hold open and never write to.)
 */
#ifndef KIT_TEMPDIR_H
#define KIT_TEMPDIR_H

/* The path of a new directory under $TMPDIR, or /tmp, mode 0700, unpredictable.
 * Dies when it cannot be made. Once a program; static storage. */
const char *tempdir(void);

/* Remove it now, and wait until that is done. A program that just returns from
 * main need not call it. */
void tempdir_remove(void);

#endif
