/* opts_value.h - an option's text made into its value. Internal to opts.
 */
#ifndef KIT_OPTS_VALUE_H
#define KIT_OPTS_VALUE_H

#include "kit/opts.h"

/* By the option's type; text is NULL where it was given without a value. Bad
 * text ends the program. */
void opts_set(const struct opt *opt, const char *text);

/* What --help says of an option: its help, and a number's range. Allocated, or
 * the option's own text. */
const char *opts_help(const struct opt *opt);

#endif
