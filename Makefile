# Everything one needs to type. Each target sets up what it lacks first, into
# this folder (.tools, node_modules), and does nothing twice.

PORT ?= 8080
export PORT

.PHONY: help run dev build single release test test-all test-native test-wasm test-page test-browser test-single check first-paint pictures bench clean setup setup-test

help:
	@echo "make run     set up, build and serve Trailglass on http://localhost:$(PORT)"
	@echo "make dev     the same from quick builds, built again on each change"
	@echo "make single  build release/trailglass.html: one file that opens from a disk"
	@echo "make release that file, a zip of the site, and their checksums, in release"
	@echo "make test    set up and run every test"
	@echo "make test-all the same, and every browser test on the one file"
	@echo "make check   format, lints and documentation"
	@echo "make bench   measure, with the yardsticks beside"
	@echo "make clean   remove what was built (the tools stay)"

setup:
	@scripts/setup

setup-test:
	@scripts/setup test

run: build
	@scripts/serve

# Quick builds, again on each change of the source.
dev: setup
	@scripts/with-tools trunk serve --port $(PORT)

build: setup
	@scripts/with-tools trunk build --release
	@scripts/size

single: build
	@scripts/single

release: build
	@scripts/release

test: setup-test test-native test-wasm test-browser test-single

test-all: test
	ALL_SPECS=1 $(BROWSER) --project=single --grep-invert @alone
	ALL_SPECS=1 $(BROWSER) --project=single --grep @alone --workers=1

STEP = @printf '\n== %s: %s\n' "$$(date +%T)" $@

test-native: setup-test
	$(STEP)
	scripts/with-tools cargo test --locked

test-wasm: setup-test
	$(STEP)
	scripts/test-wasm

test-page: setup-test
	$(STEP)
	scripts/with-tools trunk build --release
	scripts/size

BROWSER := scripts/with-tools playwright test --config tests/browser/playwright.config.mjs

test-browser: test-page
	$(STEP)
	$(BROWSER) --project=site --grep-invert @alone
	$(BROWSER) --project=site --grep @alone --workers=1

# What depends on how the page arrives, on the one file from the disk; its main
# path in Firefox, too.
test-single: test-page
	$(STEP)
	$(BROWSER) --project=single
	scripts/with-tools node tests/browser/in-firefox.mjs

check: setup-test
	scripts/with-tools cargo fmt --check
	scripts/plain-words
	scripts/style-rules
	scripts/with-tools cargo clippy --locked --all-targets -- -D warnings
	scripts/with-tools cargo clippy --locked --target wasm32-unknown-unknown --lib --bins --test wasm --test wasm_worker -- -D warnings
	RUSTDOCFLAGS="-D warnings" scripts/with-tools cargo doc --locked --no-deps --lib

# What index.html shows until the page's module runs.
first-paint: test-page
	scripts/with-tools node tests/browser/first-paint.mjs

# The pictures of the README, of the page as it is.
pictures: test-page
	scripts/with-tools node tests/browser/pictures.mjs

# Ratios to yardsticks of the same run, so quiet the machine first. DuckDB, a
# yardstick, was put into .tools/venv; without it that line says so.
bench: setup-test
	scripts/with-tools cargo build --locked --release --bin sample-trail
	scripts/with-tools trunk build --release
	scripts/with-tools node benches/browser.mjs $(EVENTS)
	scripts/with-tools node benches/timelines.mjs $(EVENTS)
	scripts/with-tools node benches/handing_on.mjs $(EVENTS)
	scripts/with-tools cargo bench --locked --bench engine -- $(CURDIR)/bench-data/events-$(or $(EVENTS),1000000)

clean:
	rm -rf target dist release test-results playwright-report
