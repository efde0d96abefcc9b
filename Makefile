# Two commands are all anybody needs: `make run` and `make test`.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.PHONY: run test lint web rust-test web-test bench drills screenshots packages clean

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
	cargo build --locked -p vq-server --bin vqueue
	VQUEUE_BIN=$(CURDIR)/target/debug/vqueue cargo test --locked --workspace --all-features

web-test: web packages
	cd web && npm test
	cd web && npm run -w room test:axe
	cd web && npm run -w kiosk test:browser
	cargo build --locked -p vq-server --bin vqueue
	cd web && npm run -w e2e test

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
	cargo build --release --locked -p vq-server --bin vqueue
	cargo run --release --locked -p vq-bench -- --server-bin target/release/vqueue

screenshots: web packages  ## Renews the pictures in docs/screenshots
	cargo build --locked -p vq-server --bin vqueue
	cd web && npm run -w e2e screenshots

packages:  ## Debian packages that the tests need, where they are missing
	tools/debian-packages chromium postgresql redis-server

clean:
	rm -rf target web/node_modules web/*/dist web/packages/*/dist
