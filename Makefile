# For people. CI runs .ci/run, which needs no make.

LAB ?= $(or $(PYENVKIT_LAB),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/pyenvkit-lab)
FUZZTIME ?= 30s
RUNS ?= 11
PYTHON ?= python3

.PHONY: build test lint bench fuzz programs reference snapshot

build: ## the program, as it is released
	CGO_ENABLED=0 go build -trimpath -tags linkname -ldflags '-s -w -checklinkname=0' ./cmd/pyenvkit

test: ## all tests; what the machine lacks is skipped, and "go test -v" says what
	go test ./...

lint: ## what CI looks at beside the tests
	test/lint

bench: ## the tables of docs/explanation/performance.md, beside python -m venv, virtualenv and uv
	test/bench/install "$(LAB)/bench"
	go run ./test/bench -runs $(RUNS) -python "$(PYTHON)" -peers "$(LAB)/bench/bin"

programs: ## launcher and redirector for every platform, to be committed
	go run ./platform/program/build

snapshot: ## a release of this commit in dist, made twice and looked at; takes goreleaser, and root for dpkg
	test/release/snapshot

reference: ## man pages, completions and docs/reference/commands, to be committed
	go run ./internal/cli/generate .

fuzz: ## every fuzz target for FUZZTIME
	@set -e; for package in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' "$$package" | grep '^Fuzz' || true); do \
			echo "== $$package $$target"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "$$package"; \
		done; \
	done
