# mpbench. `make help` is the table of contents.
#
# Variants each have a build folder of their own, so that none spoils another:
#   make CC=clang   make OPT=-O0   make SAN=address|undefined|thread
#   make O=DIR      builds below DIR instead of build/
#   make WERROR=1   makes warnings errors (CI)
#   make V=1        shows the commands

CC      = gcc
OPT     = -O2
SAN     =
WERROR  =
O       = build
CFLAGS  = -g
# Bound at the start and not at the first call: forks copy fewer pages then, and
# no call is slow just because it is the first.
LDFLAGS = -Wl,-z,now
LDLIBS  = -lm
CHECK_LIBS = $$(pkg-config --libs check)

variant := $(strip $(filter-out gcc cc,$(notdir $(CC))) $(filter-out -O2,$(OPT)) \
             $(SAN))
V       =
unexport CDPATH # or a script's cd may go to another tree
Q       := $(if $(V),,@)
# What is being made, in a short line, where the command itself is not shown and
# make is not told to be silent (-s).
say      = $(if $(V)$(findstring s,$(firstword -$(MAKEFLAGS))),,@printf '  %-5s %s\n' '$(1)' '$(2)')
empty   :=
B       := $(O)$(if $(variant),/$(subst =,,$(subst $(empty) $(empty),,$(variant))))
export BUILD = $(B)

warnings = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
           -Wmissing-prototypes $(if $(WERROR),-Werror)
# One set of sanitizers at a time; without recovery, a report is a failure.
sanitize = $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all \
             -fno-omit-frame-pointer $(if $(filter gcc/thread,$(CC)/$(SAN)),-Wno-tsan))
flags    = -std=gnu11 -D_GNU_SOURCE $(warnings) $(OPT) $(CFLAGS) $(sanitize) \
           -pthread -Ilib

sources  := $(wildcard benches/*.c benches/race/*.c benches/measure/*.c)
names    := $(notdir $(sources:.c=))
programs := $(addprefix $(B)/,$(names))
lib_c    := $(wildcard lib/mp/*.c lib/kit/*.c)
fixes_c  := $(wildcard benches/race/fixes/*.c)
tests_c  := $(wildcard tests/lib/*.c)
suites   := $(patsubst tests/lib/%.c,$(B)/tests/%,$(filter tests/lib/test_%.c,$(tests_c)))
objects   = $(patsubst %.c,$(B)/obj/%.o,$(1))

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
# Named first, done first, under -j too, where one must not run beside another.
ifneq ($(filter clean setup% bench%,$(MAKECMDGOALS)),)
ifneq ($(word 2,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif
endif

# --- building ---------------------------------------------------------------

all: $(programs) ## build the programs into build/ and say what to try next
	@printf '%s\n' 'In $(B)/: $(names)' | fold -s -w 78
	@printf '%s\n' '' \
	    'Try    $(B)/bank_racy          lose money' \
	    '       $(B)/bank_locked        do not' \
	    '       $(B)/queue --help       what each program shows' \
	    '       make demo                the guided tour, in this terminal' \
	    '       make bench-quick         time all of it, draw the pictures' \
	    '       make help                the rest'

# First what a class wants, then what it is made by, last what checks it.
help: ## this list
	@awk '/^# --- / { sub(/ -+$$/, ""); part = substr($$0, 7); if (!(part in text)) parts[++n] = part } \
	    match($$0, /^[a-z][a-z0-9-]*:.*## /) { t = $$0; sub(/:.*/, "", t); \
	        text[part] = text[part] sprintf("    %-14s %s\n", t, substr($$0, RLENGTH + 1)) } \
	    function show(part) { if (text[part]) printf "%s\n%s", part, text[part]; text[part] = "" } \
	    END { show("the tour"); show("the race, in class"); show("measuring"); \
	        for (i = 1; i <= n; i++) show(parts[i]) }' $(MAKEFILE_LIST)
	@echo variants; sed -n 's/^#   \(make .*\)/  \1/p' Makefile

# Rebuild when the flags change, not only when a file does. What is built comes
# after it, so that a folder that was empty until now is known as clean's.
$(B)/flags: FORCE
	@[ -n "$$(ls -A '$(O)' 2>/dev/null)" ] || \
	    { mkdir -p '$(O)' && touch '$(O)/.mpbench-build'; }
	@mkdir -p $(@D)
	@printf '%s\n' '$(CC) $(flags) $(LDFLAGS)' | cmp -s - $@ || \
	    printf '%s\n' '$(CC) $(flags) $(LDFLAGS)' >$@
FORCE:

$(B)/obj/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,cc,$<)
	$(Q)$(CC) $(flags) -MMD -MP -c -o $@ $<

# A program's --help is its header comment.
$(B)/obj/%.help.c: %.c lib/kit/help.awk | $(B)/flags
	@mkdir -p $(@D)
	$(Q)LC_ALL=C awk -f lib/kit/help.awk $< >$@.new && mv $@.new $@

$(B)/obj/%.help.o: $(B)/obj/%.help.c $(B)/flags
	$(Q)$(CC) $(flags) -c -o $@ $<

$(B)/libmp.a: $(call objects,$(filter lib/mp/%,$(lib_c)))
$(B)/libkit.a: $(call objects,$(filter lib/kit/%,$(lib_c)))
$(B)/libfixes.a: $(call objects,$(fixes_c))
$(B)/lib%.a:
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

libs = $(if $(fixes_c),$(B)/libfixes.a) $(B)/libkit.a $(B)/libmp.a

define program
$(B)/$(notdir $(1:.c=)): $(B)/obj/$(1:.c=.o) $(B)/obj/$(1:.c=.help.o) $$(libs)
	$$(call say,link,$$@)
	$$(Q)$$(CC) $$(flags) $$(LDFLAGS) -o $$@ $$^ $$(LDLIBS)
endef
$(foreach s,$(sources),$(eval $(call program,$(s))))

# lat_pool's reference is OpenMP, where the compiler brings it.
ifeq ($(notdir $(CC)),gcc)
$(B)/obj/benches/measure/lat_pool.o: private flags += -fopenmp
$(B)/lat_pool: private LDLIBS += -fopenmp
endif

# calls_queue counts them.
$(B)/calls_queue: private LDLIBS += -Wl,--wrap=mp_futex_wait,--wrap=mp_futex_wake,--wrap=mp_clock_now

# Tests have no header comment of their own to show. They can make these
# functions fail (tests/lib/faults.c).
wrap = $(foreach f,fork pthread_create mmap pipe2 malloc aligned_alloc,-Wl,--wrap=$(f))

$(B)/tests/%: $(B)/obj/tests/lib/%.o $(call objects,$(filter-out tests/lib/test_%.c,$(tests_c))) \
        $(libs)
	@mkdir -p $(@D)
	$(call say,link,$@)
	$(Q)$(CC) $(flags) $(wrap) $(LDFLAGS) -o $@ $^ $(CHECK_LIBS) $(LDLIBS)

.SECONDARY:
-include $(patsubst %.c,$(B)/obj/%.d,$(sources) $(lib_c) $(tests_c) $(fixes_c))

clean: ## remove build output; results and pictures stay
	@if [ '$(O)' = build ] || [ -e '$(O)/.mpbench-build' ]; then rm -rf -- '$(O)'; \
	elif [ -e '$(O)' ]; then \
	    echo 'make clean: $(O) was not made by this Makefile' >&2; exit 2; fi

# --- setting up -------------------------------------------------------------

setup: ## install what measuring and testing need (by apt)
	@.ci/setup $(filter-out setup,$(MAKECMDGOALS))

setup-dev: ## the same, and clang, the linters, an aarch64 to build for
	@.ci/setup dev

# --- testing ----------------------------------------------------------------

# The killer's suites step through single instructions: sanitizers would only
# multiply those. The thread sanitizer is silent about races between processes,
# so it gets the suites that run the same code as threads.
plain_only = $(B)/tests/test_kill%
threaded   = $(addprefix $(B)/tests/,test_lock test_lock_death \
               test_lock_mistakes test_queue test_queue_batch \
               test_queue_crowd test_queue_end test_queue_sleep \
               test_queue_wait test_range test_pool_threads test_team \
               test_team_faults test_team_gate test_gil test_more_threads)

# These take a minute or more each: all pictures drawn from doctored data, faults
# while others measure, all that a script may be given, every README's commands;
# and the tour in all terminals, where bash and tmux are tested along.
long     = $(patsubst %,tests/%.bats,hard_faults hard_scripts pictures readme_commands)
terminal = $(patsubst %,tests/%.bats,tour_screen tour_terminals)

# Where make was not told how many, tests are built on all CPUs.
parallel = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))

test: ## all tests: suites, programs, sanitizers
	@$(MAKE) --no-print-directory $(parallel) test-builds
	@JOBS=3 tests/run $(suites) $(filter-out $(long) $(terminal),$(wildcard tests/*.bats))
	@$(MAKE) --no-print-directory $(parallel) test-suites SAN=address,undefined
	@TSAN_OPTIONS=halt_on_error=1 \
	    $(MAKE) --no-print-directory $(parallel) test-suites SAN=thread
test-builds: all $(suites) $(B)/torture

test-long: all $(suites) ## the tests that take minutes
	@tests/run -n long $(long)

test-tour: all ## the tour, by keys in a terminal of tmux's
	@tests/run -n tour $(terminal)

test-suites: $(if $(filter thread,$(SAN)),$(threaded),$(filter-out $(plain_only),$(suites)))
	@JOBS=3 tests/run -n '$(or $(SAN),suites)' $^

warnings: ## gcc and clang, -O0, -O2 and -O3: a warning is an error
	@set -e; for cc in gcc clang; do for opt in -O0 -O2 -O3; do \
	    echo "== $$cc $$opt"; \
	    $(MAKE) --no-print-directory -s CC=$$cc OPT=$$opt WERROR=1 objects; \
	done; done

objects: $(call objects,$(sources) $(lib_c) $(fixes_c) $(tests_c) $(torture_c)) \
         $(call objects,$(sources:.c=.help.c))

# Valgrind. A pool reserves addresses for all the memory there is, and Helgrind
# keeps a book on each: so within 6 GB. In the order of a run, not side by side.
valgrind = ulimit -v 6000000; CK_TIMEOUT_MULTIPLIER=10 nice valgrind -q \
           --fair-sched=try --error-exitcode=9
# Valgrind's word on system calls it does not know (pidfd_open) is no report.
quietly  = >$(B)/valgrind.log 2>&1 || { grep -v '^--' $(B)/valgrind.log; exit 1; }
by_memcheck = test_shared test_lock_death test_queue_death test_pipe \
              test_pipe_gone test_process_death test_pool_threads
by_threads  = test_more_threads test_pool_threads

test-valgrind: $(addprefix $(B)/tests/,$(by_memcheck)) ## memcheck; Helgrind and DRD on threads
	@set -e; for s in $(by_memcheck); do echo "== memcheck $$s"; \
	    ($(valgrind) $(B)/tests/$$s) $(quietly); done
	@$(MAKE) --no-print-directory O=$(O)/valgrind \
	    CFLAGS='-g -DMP_LOCK_POLLS -include tests/valgrind.h' test-races

test-races: $(addprefix $(B)/tests/,$(by_threads) test_team)
	@set -e; export CK_FORK=no; for t in helgrind drd; do \
	    for s in $(by_threads); do echo "== $$t $$s"; \
	        ($(valgrind) --tool=$$t $(B)/tests/$$s) $(quietly); done; \
	    echo "== $$t test_team"; \
	    (export MPB_FILTER=same_function; $(valgrind) --tool=$$t $(B)/tests/test_team) $(quietly); \
	done

test-endless: ## the queue with sleeps without end: a lost wake is a hang
	@$(MAKE) --no-print-directory O=$(O)/endless \
	    CFLAGS='-g -DMP_FUTEX_SLICE=MP_FOREVER' endless-suites
endless-suites: $(addprefix $(B)/tests/,test_queue_crowd test_queue_sleep)
	@tests/run -n endless $^

# -- torture ------------------------------------------------------------------

torture_c := $(wildcard tests/torture/*.c)
starved    = $(foreach f,fork pthread_create mmap pipe2 malloc calloc realloc,-Wl,--wrap=$(f))

$(B)/torture: $(call objects,$(torture_c)) $(B)/libmp.a
	$(Q)$(CC) $(flags) $(starved) $(LDFLAGS) -o $@ $^ $(LDLIBS)

torture: $(B)/torture ## kill, stop and starve at random: ROUNDS=1000 SEED=n
	@tests/torture/run "$$ROUNDS" "$$SEED" "$$ONLY"
	@[ -n "$$ROUNDS$$ONLY" ] || $(MAKE) --no-print-directory test-long test-tour torture-class

torture-class: all $(B)/tests/test_stats ## what a class does: signals, limits, odd places
	@tests/hard/limits all
	@tests/hard/places all
	@tests/torture/signals "$$ROUNDS" "$$SEED"
	@tests/torture/targets 40 "$$SEED"
-include $(patsubst %.c,$(B)/obj/%.d,$(torture_c))

# --- measuring --------------------------------------------------------------

# A step a line: a line that is one command has no shell around it, so that a TERM
# to make alone, which make hands on, ends the step.
define tell
@plots/draw latest
@plots/page
@results/summary latest
@echo 'To read in a browser: plots/index.html'
endef

# One thing at a time on the machine: never in parallel with a build.
bench: all ## time each cell, in C and in Python, and draw it (5 minutes)
	@results/bench
	$(tell)

bench-quick: all ## the same with few rounds (40 seconds)
	@results/bench --quick
	$(tell)

bench-lib: all ## libmp beside the bare kernel and libc, row by row (2 minutes)
	@results/bench-lib

summary: ## the medians of the last run
	@results/summary latest

env: all ## what machine this is, graded, and what to mend: FORMAT=json
	@results/env $(if $(filter json,$(FORMAT)),,--table)

plots: ## draw the pictures of the last run again
	@plots/draw latest

show: ## the same pictures in this terminal: LESSON=name, RUN=name
	@plots/show "$$RUN" "$$LESSON"

page: ## the last run as a page to read: plots/index.html
	@plots/page

sample: ## the sample that README shows, anew and in all rounds (10 minutes)
	@BUDGET=$${BUDGET:-900} $(MAKE) --no-print-directory bench
	@$(MAKE) --no-print-directory bench-lib
	@$(MAKE) --no-print-directory race-pictures
	@results/keep-sample

# Runs in other people's instruments: see tests/validate/inside.c. Their symbols are not
# to meet ours, so all but fork and memset is hidden.
$(B)/inside.so: tests/validate/inside.c $(B)/obj/benches/measure/lat_start.help.c benches/measure/lat_start.c \
        $(lib_c) $(wildcard lib/mp/*.h lib/kit/*.h) $(B)/flags
	$(call say,link,$@)
	$(Q)$(CC) $(flags) -fPIC -fvisibility=hidden -Wno-return-type -Wno-missing-prototypes \
	    -shared -Dmain=lat_start_main -o $@ $(filter %.c,$^) -ldl $(LDLIBS)

# Drawn where there is something new to draw: not after a run was refused.
compared = $$(stat -c %i results/latest-compare 2>/dev/null)
compare: ## runs side by side, drawn: RUNS="sample latest" FAIL_OVER=5%
	@set -f; old=$(compared); code=0; results/compare $$RUNS || code=$$?; \
	    [ "$$old" = "$(compared)" ] || plots/compare/draw || :; exit $$code

share: ## the last run (or RUN=name) as one small file to hand in
	@results/share "$${RUN:-latest}"

validate: $(B)/lat_ipc $(B)/lat_start $(B)/cpu_count $(B)/lat_line $(B)/inside.so ## our figures beside those of perf bench and stress-ng
	@results/validate

repeat: all ## does a second run say the same? Measures twice (10 minutes)
	@results/repeat

# --- the tour -----------------------------------------------------------------

tour  = benches/tour
made  = $(addprefix $(B)/,cpu_count $(1))
# What the lessons with a question run, from the one place where that is written.
shown = $(sort $(shell awk -v RS= '/\nask: / && match($$0, /\nrun: build\/[a-z_0-9]+/) \
            { print substr($$0, RSTART + 12, RLENGTH - 12) }' benches/lessons.txt))

demo: $(call made,$(shown)) ## guided tour: guess, see it run, read why: CELL=queue
	@$(tour)/demo "$$CELL"

why: ## each lesson's program, picture, line that matters: CELL=queue
	@$(tour)/why "$$CELL"

gil: $(call made,threads processes) ## threads slow, processes fast: Python and C side by side
	@$(tour)/gil

crash: $(call made,crash_map crash_lock crash_put) ## a process is killed at work: Python hangs, C goes on
	@$(tour)/crash

new: ## a program of your own to begin with: NAME=bank_mine
	@$(tour)/new "$$NAME"

# --- the race, in class -------------------------------------------------------

class = benches/race/class

race: $(call made,bank_racy bank_locked bank_caught bank_orders bank_steps) ## lost money on one screen: predict, see, catch, count
	@$(class)/race

race-window: $(call made,bank_trials) ## how much is lost, against the window
	@$(class)/race-window

race-tsan: ## what the thread sanitizer sees, and what not
	+@O='$(O)' CC='$(CC)' MAKE='$(MAKE)' exec $(class)/race-tsan

race-helgrind: $(call made,bank_deleted bank_trials) ## the same with valgrind's Helgrind
	@$(class)/race-helgrind

race-spin: $(call made,bank_orders bank_steps) ## a model checker proves what no run can show
	@$(class)/race-spin

diff-bank: ## what the lock adds to the teller
	@$(class)/diff-bank

race-pictures: $(call made,bank_caught bank_orders bank_trials) ## measure the race and draw it (30 seconds)
	@results/race
	@plots/draw latest-race
	@[ ! -e results/latest ] || plots/page

race-matrix: ## bank_racy and bank_locked, all compilers and levels: ROUNDS=n
	+@O='$(O)' MAKE='$(MAKE)' exec tests/race/matrix "$$ROUNDS"

include tests/tools.mk

# Every target that is a word is a command, whatever files there are.
.PHONY: FORCE $(shell sed -n 's/^\([a-z][a-z0-9-]*\):.*/\1/p' $(MAKEFILE_LIST))
