# What can be done with sovsim's source. `make` lists it. Needs Go and make; the
# race detector needs a C compiler too and is left out where there is none.

GO ?= go
FUZZTIME ?= 10s
# The commit goes into `sovsim version` where git can tell it.
VCS := $(shell git rev-parse HEAD >/dev/null 2>&1 && echo auto || echo false)

.DEFAULT_GOAL := help
.PHONY: help build run test examples scales scenarios capacity trust race check format tidy vet staticcheck house cross bench profile fuzz clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):[^#]*## */\1\t/' | awk -F '\t' '{printf "  make %-12s %s\n", $$1, $$2}'

build: ## build bin/sovsim
	CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=$(VCS) -o bin/sovsim ./cmd/sovsim

run: build ## build, and run the UK's plan for 2030 into out/uk-20x (a minute)
	bin/sovsim run scenarios/uk-20x.yaml

test: ## run all tests (a few minutes at most)
	$(GO) test ./...
	$(GO) test -C tools ./...

examples: ## run every example of the README, the long ones too (minutes)
	$(GO) test -count=1 -timeout 30m ./cmd/sovsim -run Examples -long

scales: ## make docs/scales.md, the headlines at 1/64 and 1/16 (a quarter of an hour)
	$(GO) test -count=1 -timeout 60m ./internal/experiment -run Scales -scales

# ONLY='jupiter-online,no-us-cloud' tells some of them anew (ONLY=scales the last section); results of scenarios that have not changed are kept,
# unless FRESH=1, which is for when the program has.
scenarios: build ## make docs/scenarios.md, the ten answers (half an hour); ONLY=NAME for one, FRESH=1 to run all again
	$(GO) run -C tools ./scenarios $(if $(ONLY),-only '$(ONLY)') $(if $(FRESH),-fresh)

capacity: ## make docs/capacity.md of scenarios/data/installed-2025.csv
	$(GO) test -count=1 ./cmd/internal/installed -run Page -update

trust: ## hold every policy to the oracle on five times as many workloads, and thousands of whole scenarios to their sums (minutes)
	$(GO) test -count=1 ./scheduler/oracle -oracle.n 20000
	$(GO) test -count=1 -timeout 60m ./internal/experiment -run DrawnWorlds -worlds.n 2000

# The packages with goroutines, locks or atomics, found by what they say; left out are
# tests of one long run whose figures are held against a law: they are slow under the detector,
# and all that runs at the same time is run by others; and a script that limits the address
# space, of which the detector needs more than there is.
CONCURRENT := grep -rlE '^[[:space:]]*go [a-zA-Z]|errgroup\.|sync\.|atomic\.' --include='*.go' cmd internal results scheduler sim workloads | xargs -n 1 dirname | sort -u
LAWS := 'Erlang|Bound|Conservation|Demand|Ample|Coefficients|Leave|MMcK|Largest|Examples|DrawnWorlds|Scripts/backlog'

race: ## run the tests of all packages with goroutines under the race detector
	@if [ "$$($(GO) env CGO_ENABLED)" = 1 ] && command -v "$$($(GO) env CC)" >/dev/null; then \
		for dir in $$($(CONCURRENT)); do \
			echo "$(GO) test -race ./$$dir"; $(GO) test -race -timeout 30m -skip $(LAWS) ./$$dir || exit 1; \
		done; \
	else echo "race: left out, the race detector needs a C compiler"; fi

tidy: ## tell what go mod tidy would change
	$(GO) mod tidy -diff
	cd tools && $(GO) mod tidy -diff

check: format tidy vet staticcheck house race cross ## check format, modules, faults, house rules, races and other systems

format: ## tell which files gofmt would change
	@files=$$(gofmt -l .); if [ -n "$$files" ]; then echo "gofmt -w would change:"; echo "$$files"; exit 1; fi

vet: ## go vet
	$(GO) vet ./...

staticcheck: ## staticcheck, at the version that tools/go.mod fixes
	$(GO) tool -modfile=tools/go.mod staticcheck ./...

house: ## the rules of this project that a machine can check
	$(GO) test -count=1 -run 'House' .

cross: ## compile for windows/amd64 and darwin/arm64
	CGO_ENABLED=0 GOOS=windows GOARCH=amd64 $(GO) build -buildvcs=false ./...
	CGO_ENABLED=0 GOOS=darwin GOARCH=arm64 $(GO) build -buildvcs=false ./...

bench: ## measure the engine, the policies, reading and writing
	$(GO) test -run '^$$' -bench . -benchmem ./...

profile: ## measure a run anew, for the compiler: cmd/sovsim/default.pgo
	$(GO) test ./internal/experiment -run '^$$' -bench UK20x -benchtime 2x -cpuprofile cmd/sovsim/default.pgo -o /dev/null

fuzz: ## fuzz each decoder for FUZZTIME (10s); one that is slow is a fault
	GO='$(GO)' .ci/fuzz $(FUZZTIME)

clean: ## remove bin and out
	rm -rf bin out
