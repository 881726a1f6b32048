# Other compilers, another machine, fuzzing, coverage, linters: what wants more
# than the tests do (make setup-dev). Taken in by Makefile.

# --- more checks -------------------------------------------------------------

# -- aarch64 ------------------------------------------------------------------

a64      = $(O)/aarch64
sysroot  = $(a64)/sysroot/usr
a64_make = $(MAKE) --no-print-directory O=$(a64) CC=aarch64-linux-gnu-gcc \
           WERROR=1 CFLAGS='-g -idirafter $(sysroot)/include' \
           CHECK_LIBS='-L$(sysroot)/lib/aarch64-linux-gnu -lcheck_pic -l:libsubunit.a -lrt'

# Suites need Check, which Debian has for arm64 too; built for, not installed.
$(sysroot)/include/check.h: | $(B)/flags
	$(call say,get,Check for arm64)
	$(Q)tests/aarch64/sysroot $(a64)/sysroot

test-aarch64: all $(sysroot)/include/check.h ## build for Arm; suites and programs under qemu-user
	+@$(a64_make) -s a64-all
	@tests/aarch64/run $(a64)/aarch64-linux-gnu-gcc $(B) $(notdir $(suites))
a64-all: $(programs) $(suites)

# -- coverage -----------------------------------------------------------------

cov_flags = -g -fprofile-instr-generate -fcoverage-mapping \
            -mllvm -runtime-counter-relocation -Wno-unused-command-line-argument

coverage: ## lines of lib/ that the tests reach, and why not the rest
	@$(MAKE) --no-print-directory -s CC=clang OPT=-O0 O=$(O)/coverage \
	    CFLAGS='$(cov_flags)' coverage-run
coverage-run: $(programs) $(suites) $(B)/torture
	@tests/coverage $(B) $(notdir $(suites))

# -- compilers ----------------------------------------------------------------

# Both compilers, all levels; then what changes the code most is run as well.
levels = -O0 -O1 -O2 -O3
ran    = '-O2 -flto' '-O2 -D_FORTIFY_SOURCE=3'

matrix: ## both compilers, all levels, LTO, FORTIFY, sanitizers
	@set -e; for cc in gcc clang; do \
	    for opt in $(levels) $(ran); do echo "== $$cc $$opt"; \
	        $(MAKE) --no-print-directory -s CC=$$cc OPT="$$opt" WERROR=1 \
	            O=$(O)/matrix objects; done; \
	    for san in address undefined address,undefined thread; do echo "== $$cc $$san"; \
	        $(MAKE) --no-print-directory -s CC=$$cc SAN=$$san WERROR=1 \
	            O=$(O)/matrix objects; done; done
	@set -e; for cc in gcc clang; do for opt in $(ran); do \
	    $(MAKE) --no-print-directory -s CC=$$cc OPT="$$opt" WERROR=1 \
	        O=$(O)/matrix matrix-suites; done; done
matrix-suites: $(filter-out $(plain_only),$(suites))
	@tests/run -n '$(CC) $(OPT)' $^

# -- fuzzing ------------------------------------------------------------------

# libFuzzer on what parses in C, a seeded mutator on what reads in awk and jq.
fuzz_flags = -std=gnu11 -D_GNU_SOURCE $(warnings) -O1 -g -pthread -Ilib -Itests/fuzz \
             -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
$(B)/fuzz/schedule: private fuzzed = lib/kit/schedule.c lib/kit/schedule_state.c \
                                     lib/kit/play.c lib/kit/die.c
$(B)/fuzz/options:  private fuzzed = -Wl,--wrap=exit,--wrap=die_usage \
                                     lib/kit/opts_value.c lib/kit/die.c \
                                     lib/kit/say.c lib/kit/report.c $(wildcard lib/mp/*.c)
$(B)/fuzz/%: tests/fuzz/%.c $(wildcard tests/fuzz/*.h lib/*/*.[ch]) | $(B)/flags
	@mkdir -p $(@D)
	$(call say,fuzz,$@)
	$(Q)clang $(fuzz_flags) -o $@ $< $(fuzzed) -lm

fuzz: $(addprefix $(B)/fuzz/,schedule options) ## mutated input to every reader: SECONDS=600 SEED=n
	@tests/fuzz/run $(B)/fuzz $(if $(SECONDS),"$$SECONDS",600) "$$SEED"

# -- mutants ------------------------------------------------------------------

mutants: ## breaks libmp in 21 ways: is each one noticed? ONLY=word
	@tests/mutants "$$ONLY"

# -- linters ------------------------------------------------------------------

analyze: ## gcc -fanalyzer, clang-tidy, cppcheck, shellcheck, clang-format
	@O='$(O)' tests/analyze
