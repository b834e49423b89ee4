# clientele - Unix filters for customer data.   make help   lists the targets.
#
#   make                 the tools, in build/bin
#   make deps demo       install what is needed, build, run the whole pipe on the samples
#   make deps check      install what is needed, pass the tests
#   make MODE=san check  the same under the address and undefined-behaviour sanitizers

VERSION      := 0.1.0
MODE         ?= release
# ISAL=no builds without ISA-L, the optional library for gzip, beside what was built with it.
ISAL         ?= yes
B            := build/$(MODE)$(if $(filter no,$(ISAL)),-zlib)
BIN          := build/bin
ifneq ($(B),build/release)
BIN          := $B/bin
endif

PREFIX       ?= /usr/local
bindir       ?= $(PREFIX)/bin
mandir       ?= $(PREFIX)/share/man
datadir      ?= $(PREFIX)/share
PROGRAM_PREFIX ?=
DESTDIR      ?=

PKG_CONFIG   ?= pkg-config
INSTALL      ?= install
AWK          ?= awk

# Commands are shown short; V=1 shows them whole.
Q            := $(if $(V),,@)
say           = @$(if $(V),:,printf '  %-5s %s\n')

TOOLS   := $(sort $(patsubst cmd/%.c,%,$(wildcard cmd/*.c)))
ROOMS   := $(shell $(AWK) '!/^\#/ && NF { print $$1 }' lib/ORDER)
LIB_C   := $(sort $(foreach r,$(ROOMS),$(wildcard lib/$r/*.c)))
LIB_O   := $(LIB_C:%.c=$B/%.o)
LIB_H   := $(sort $(foreach r,$(ROOMS),$(wildcard lib/$r/*.h)))
UNIT_C  := $(sort $(wildcard tests/unit/test_*.c))
UNITS   := $(UNIT_C:tests/unit/%.c=$B/unit/%)
ALL_C   := $(LIB_C) $(wildcard cmd/*.c) $(UNIT_C) $(wildcard tests/fault/*.c)
SCRIPTS := $(wildcard tests/*.sh tests/*/*.sh samples/*.sh .ci/run)

# What an apt-based machine installs: to build, to test, to lint.
DEB_BUILD := gcc make pkg-config libc6-dev zlib1g-dev libcsv-dev libutf8proc-dev libxxhash-dev libjansson-dev \
	libisal-dev:optional
DEB_TEST  := libcmocka-dev mandoc strace
DEB_LINT  := clang clang-tidy clang-format cppcheck shellcheck

# ---- what is built ---------------------------------------------------------------------------------

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla -Wformat=2 -Wundef \
	-Wswitch-enum -Wconversion -Wsign-conversion -Wdouble-promotion

# The rows' inner loops go through small functions of several files: joining these at link time saves
# a fifth of rfm's and normalize's time. Tests link the same objects without, which is quicker.
LTO := $(shell echo 'int main(void) { return 0; }' | $(CC) -Werror -flto=auto -ffat-lto-objects -x c - -o /dev/null \
	2>/dev/null && echo -flto=auto -ffat-lto-objects)
NO_LTO := $(if $(LTO),-fno-lto)
CFLAGS_release := -O3 $(LTO) -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong
CFLAGS_debug   := -O0 -g3
CFLAGS_san     := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
CFLAGS_tsan    := -O1 -g -fsanitize=thread
CFLAGS_cov     := -O0 -g --coverage
ifeq ($(CFLAGS_$(MODE)),)
$(error MODE=$(MODE): choose release, debug, san, tsan or cov)
endif

# -ffp-contract=off: the same bytes on machines with and without fused multiply-add.
ALL_CFLAGS = -std=c17 $(WARNINGS) $(CFLAGS_$(MODE)) -ffp-contract=off -fPIE -pthread $(CFLAGS)
CPPFLAGS  += -D_GNU_SOURCE -DCRM_VERSION=$(VERSION) -Ilib -I$B/gen
ALL_LDFLAGS = $(CFLAGS_$(MODE)) -pie -pthread -Wl,-z,relro,-z,now $(LDFLAGS)

# Libraries are looked for only where something is compiled, so that `make deps` runs without them:
# `make deps check` installs first and then calls make again for the rest.
GOALS    := $(or $(MAKECMDGOALS),all)
NO_BUILD := deps deps-lint help clean layers format uninstall dist
ifeq ($(filter deps deps-lint,$(GOALS)),)
ifneq ($(filter-out $(NO_BUILD),$(GOALS)),)
need = $(or $(shell $(PKG_CONFIG) --libs $(1) 2>/dev/null),$(error $(1) not found: install $(2), or run: make deps))
LIBS := $(call need,zlib,zlib1g-dev (Debian) or zlib-devel (Fedora)) \
	$(call need,libutf8proc,libutf8proc-dev (Debian) or utf8proc-devel (Fedora)) \
	$(call need,libxxhash,libxxhash-dev (Debian) or xxhash-devel (Fedora)) \
	$(call need,jansson,libjansson-dev (Debian) or jansson-devel (Fedora))
# libcsv ships no .pc file: probe by compiling one line.
ifneq ($(shell echo 'int main(void){struct csv_parser p; return csv_init(&p, 0);}' | \
	$(CC) -include csv.h -x c - -o /dev/null -lcsv 2>/dev/null && echo yes),yes)
$(error libcsv not found: install libcsv-dev (Debian) or libcsv-devel (Fedora), or run: make deps)
endif
LIBS += -lcsv -lm
# ISA-L does not exist for every machine; without it zlib does its work.
ifneq ($(ISAL),no)
ISAL_LIBS := $(shell $(PKG_CONFIG) --libs libisal 2>/dev/null || { \
	echo 'int main(void){struct inflate_state s; isal_inflate_init(&s); return 0;}' | \
	$(CC) -include isa-l/igzip_lib.h -x c - -o /dev/null -lisal 2>/dev/null && echo -lisal; })
ifneq ($(ISAL_LIBS),)
CPPFLAGS += -DCRM_HAVE_ISAL
LIBS += $(ISAL_LIBS)
endif
endif
ifneq ($(filter check unit-tests,$(GOALS)),)
TEST_LIBS := $(call need,cmocka,libcmocka-dev (Debian) or libcmocka-devel (Fedora))
endif
endif
endif

# ---- `make deps ...`: install, then the other goals in a make that finds the libraries ------------------

.PHONY: deps deps-lint
ifneq ($(filter deps deps-lint,$(GOALS)),)
LATER := $(filter-out deps deps-lint,$(GOALS))
deps deps-lint:
	@tests/install-deps.sh $(DEB_BUILD) $(DEB_TEST) $(if $(filter deps-lint,$(GOALS)),$(DEB_LINT))
ifneq ($(LATER),)
.PHONY: $(LATER)
$(firstword $(LATER)): deps
	@+$(MAKE) --no-print-directory $(LATER)
$(wordlist 2,99,$(LATER)): $(firstword $(LATER)) ;
endif
else

.PHONY: all
all: $(TOOLS:%=$(BIN)/%)

$(BIN)/%: $B/cmd/%.o $B/libcrm.a
	@mkdir -p $(@D)
	$(say) LINK $@
	$Q$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$B/libcrm.a: $(LIB_O)
	$(say) AR $@
	$Qrm -f $@ && $(AR) rcsD $@ $^

$B/%.o: %.c | $B/gen/aliases.def $B/gen/areas.def
	@mkdir -p $(@D)
	$(say) CC $<
	$Q$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

# The header aliases become C: ALIAS(canonical, "alias") in order of preference.
$B/gen/aliases.def: lib/table/header_aliases.csv
	@mkdir -p $(@D)
	$(AWK) -F, 'NR > 1 { printf "ALIAS(%s, \"%s\")\n", $$1, $$2 }' $< > $@

# So do the names of places: AREA(code, "name") in order of the codes.
$B/gen/areas.def: lib/clean/areas.csv
	@mkdir -p $(@D)
	$(AWK) -F, '!/^#/ { printf "AREA(%s, \"%s\")\n", $$1, $$2 }' $< > $@

-include $(LIB_O:.o=.d) $(TOOLS:%=$B/cmd/%.d) $(UNITS:%=%.d)

.SECONDARY:
.DELETE_ON_ERROR:

# ---- tests -----------------------------------------------------------------------------------------

# make check T=rfm/ties runs the cases whose names begin so; ACCEPT=1 rewrites what they expect.
TEST_ENV = BIN='$(abspath $(BIN))' BUILD='$(abspath $B)' T='$(T)' ACCEPT='$(ACCEPT)' MODE='$(MODE)'

$B/unit/%: tests/unit/%.c $B/libcrm.a
	@mkdir -p $(@D)
	$(say) TEST $<
	$Q$(CC) $(CPPFLAGS) -Itests/unit $(ALL_CFLAGS) $(NO_LTO) -MMD -MP -MF $@.d $(ALL_LDFLAGS) $(NO_LTO) -o $@ $< $B/libcrm.a $(LIBS) $(or $(TEST_LIBS),-lcmocka)

# Reads with the library and compares with gold files; a helper of the tests, not installed.
$B/gold/cells: tests/gold/cells.c $B/libcrm.a
	@mkdir -p $(@D)
	$(say) TEST $<
	$Q$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(NO_LTO) $(ALL_LDFLAGS) $(NO_LTO) -o $@ $< $B/libcrm.a $(LIBS)

.PHONY: check unit-tests cli-tests man-tests gold-tests fault-tests
check: unit-tests cli-tests man-tests gold-tests fault-tests
	@echo "all tests passed"
unit-tests: $(UNITS)
	@$(TEST_ENV) tests/run-unit.sh $(UNITS)
cli-tests: all
	@$(TEST_ENV) tests/run-cli.sh
man-tests: all man
	@$(TEST_ENV) tests/run-man.sh
	@$(TEST_ENV) tests/run-readme.sh
gold-tests: all $B/gold/cells
	@$(TEST_ENV) tests/gold/run.sh
fault-tests: all
	@$(TEST_ENV) tests/fault/run.sh

.PHONY: demo bench same
demo: all
	@$(TEST_ENV) samples/demo.sh
bench: all
	@$(TEST_ENV) tests/bench/run.sh
same: all
	@$(TEST_ENV) tests/bench/same.sh

# ---- the code itself -------------------------------------------------------------------------------

.PHONY: headers layers lint analyze format
# Every header compiles alone.
headers: $(LIB_H:%=$B/headers/%.ok)
$B/headers/%.ok: % | $B/gen/aliases.def $B/gen/areas.def
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -Wno-pedantic -fsyntax-only -x c $< && touch $@

# A room uses only the rooms above it.
layers:
	@tests/layers.sh

lint: | $B/gen/aliases.def $B/gen/areas.def
	@tests/lint.sh '$(CPPFLAGS)' $(LIB_C) $(wildcard cmd/*.c)
	shellcheck $(SCRIPTS)

analyze: | $B/gen/aliases.def $B/gen/areas.def
	@for f in $(LIB_C) $(wildcard cmd/*.c); do \
		$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -fanalyzer -O1 -c $$f -o /dev/null || exit 1; done

format:
	clang-format -i $(LIB_C) $(LIB_H) $(wildcard cmd/*.c tests/unit/*.[ch])

# ---- manual and completion -------------------------------------------------------------------------

MAN_PAGES := $(patsubst man/%.in,$B/man/%,$(wildcard man/*.in)) $(patsubst man/%,$B/man/%,$(wildcard man/*.7))
.PHONY: man completion
man: $(MAN_PAGES)
$B/man/%.1: man/%.1.in man/options.awk $(BIN)/%
	@mkdir -p $(@D)
	$Q$(BIN)/$* --dump-options | $(AWK) -f man/options.awk -v page=$< > $@
$B/man/%.7: man/%.7
	@mkdir -p $(@D)
	$Qcp $< $@

# Made anew each time: it depends on PROGRAM_PREFIX too.
completion: all
	BIN='$(BIN)' PROGRAM_PREFIX='$(PROGRAM_PREFIX)' tests/completion.sh $(TOOLS) > $B/clientele.bash

# ---- installing ------------------------------------------------------------------------------------

.PHONY: install uninstall dist
install: all man completion
	$(INSTALL) -d '$(DESTDIR)$(bindir)' '$(DESTDIR)$(mandir)/man1' '$(DESTDIR)$(mandir)/man7' \
		'$(DESTDIR)$(datadir)/bash-completion/completions'
	for t in $(TOOLS); do \
		$(INSTALL) -m 755 $(BIN)/$$t '$(DESTDIR)$(bindir)'/$(PROGRAM_PREFIX)$$t && \
		$(INSTALL) -m 644 $B/man/$$t.1 '$(DESTDIR)$(mandir)'/man1/$(PROGRAM_PREFIX)$$t.1 && \
		$(INSTALL) -m 644 $B/clientele.bash \
			'$(DESTDIR)$(datadir)'/bash-completion/completions/$(PROGRAM_PREFIX)$$t || exit 1; done
	$(INSTALL) -m 644 $B/man/clientele.7 '$(DESTDIR)$(mandir)'/man7/clientele.7

uninstall:
	for t in $(TOOLS); do rm -f '$(DESTDIR)$(bindir)'/$(PROGRAM_PREFIX)$$t \
		'$(DESTDIR)$(mandir)'/man1/$(PROGRAM_PREFIX)$$t.1 \
		'$(DESTDIR)$(datadir)'/bash-completion/completions/$(PROGRAM_PREFIX)$$t; done
	rm -f '$(DESTDIR)$(mandir)'/man7/clientele.7

dist:
	@mkdir -p build
	git archive --prefix=clientele-$(VERSION)/ -o build/clientele-$(VERSION).tar.gz HEAD
	@echo build/clientele-$(VERSION).tar.gz

.PHONY: clean help
clean:
	rm -rf build

help:
	@echo 'all          the tools, in build/bin (the default)'
	@echo 'deps         install what is needed to build and test (Debian, Ubuntu); deps-lint: and to lint'
	@echo 'demo         run the whole pipe on samples/'
	@echo 'check        all tests; T=NAME some of them, ACCEPT=1 rewrites what cases expect'
	@echo 'bench        measure beside other tools; ROWS=N RUNS=N JOBS=... PEERS=... BENCH_TABLE=md CRM_PEERS_PYTHON=...'
	@echo '             JOBS: rfm* abc dedupe memory small, normalize normalize-gz normalize-ascii normalize-zh'
	@echo '             normalize-gb18030 phones; each with MB/s and peak memory'
	@echo 'same         the same bytes for any number of threads, memory, compression and vector unit'
	@echo 'lint analyze headers layers format    the code itself'
	@echo 'man completion install uninstall dist clean'
	@echo 'MODE=release|debug|san|tsan|cov       how to build;  PREFIX DESTDIR PROGRAM_PREFIX  where to install'

endif # deps
