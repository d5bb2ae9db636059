# make run     build everything and start a portal with demo data; needs nothing set up
# make test    every check and every test, the browser tests too
# make fuzz    the parsers with inputs that nobody tried yet, each for a minute, or SECONDS=10
# make shots   pictures of every page, light, dark and as on a phone, in end2end/shots
# make bench   how fast it is: fills 100,000 reports and measures the pages with wrk; ARGS="--only customer" and the like choose
# make prepare after changing a query or a migration: write server/.sqlx anew

SHELL := /bin/sh
cache := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/abuse-portal
export CARGO_TARGET_DIR ?= $(cache)/target
export SQLX_OFFLINE := true
# Where the islands are once they are built; asked anew for each command, so that the server takes them in.
export PORTAL_ISLANDS = $(shell test -f $(cache)/islands/islands.js && echo $(cache)/islands)
export PATH := $(HOME)/.cargo/bin:$(PATH)

.PHONY: run test bench check rust-tests fuzz browser-tests shots islands prepare tools

run: tools islands
	cargo build --package server
	$(CARGO_TARGET_DIR)/debug/abuse-portal serve --demo $(ARGS)

test: islands check browser-tests rust-tests

bench: islands
	@command -v wrk >/dev/null || { echo "wrk is missing: apt-get install wrk"; exit 1; }
	cargo run --release --package server --example bench -- $(ARGS)

check: tools
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- --deny warnings
	@sh .ci/deny

rust-tests: tools
	@sh .ci/rust-tests

SECONDS := 60
fuzz: tools
	BOLERO_RANDOM_TEST_TIME_MS=$(SECONDS)000 BOLERO_RANDOM_ITERATIONS=1000000000 cargo nextest run --workspace --no-fail-fast -E 'test(/::fuzz_|^fuzz::/)'

browser-tests: islands
	@if ls end2end/tests/*.spec.ts >/dev/null 2>&1; then cargo build --package server && sh .ci/browser-tests; fi

shots: islands
	cargo build --package server
	SHOTS=1 sh .ci/browser-tests --project=scripts

# The portal works without its islands: what is missing for them is said and passed over.
islands: tools
	@if [ -f app/islands/build.sh ]; then sh app/islands/build.sh $(cache)/islands; fi

prepare:
	-cargo build --package server --example prepare
	$(CARGO_TARGET_DIR)/debug/examples/prepare

tools:
	@command -v cargo >/dev/null || { echo "cargo is missing: install Rust from https://rustup.rs"; exit 1; }
	@command -v cc >/dev/null || { echo "a C compiler is missing: apt-get install gcc libc6-dev"; exit 1; }
