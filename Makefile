# Every command of the README goes through this file, which lets an older Go fetch
# the toolchain that go.mod names.
export GOTOOLCHAIN = auto

GO      ?= go
ADDR    ?= 127.0.0.1:5000
MODULES := . cmd/gourd examples conformance bench
# The race detector needs a C compiler; without one the tests run without it.
RACE    := $(if $(shell command -v gcc || command -v clang),-race,)

VENV    := .cache/venv

.PHONY: help demo flaskr test check venv bench-venv fmt fmt-check vet lint conformance-flask conformance-jinja conformance-faults bench tidy gourd clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## serve the demo on ADDR (127.0.0.1:5000)
	@cd examples && ADDR=$(ADDR) $(GO) run ./waiting

flaskr: ## serve the blog of the tutorial on ADDR (127.0.0.1:5000)
	@cd examples && GOURD_ADDRESS=$(ADDR) $(GO) run ./flaskr

venv: ## install the Flask that tests compare with into .cache/venv
	@cmp -s conformance/requirements.txt $(VENV)/installed || \
	{ python3 -m venv --clear $(VENV) && $(VENV)/bin/python -m pip install -q --disable-pip-version-check -r conformance/requirements.txt && cp conformance/requirements.txt $(VENV)/installed; } || \
	echo "No Flask in $(VENV): its tests use another interpreter that has it, or skip (Debian: apt install python3-venv)."

test: venv ## run the tests of all modules
	@$(if $(RACE),,echo "No C compiler: the tests run without the race detector.")
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || echo "No PostgreSQL: its tests skip (Debian: apt install postgresql)."
	@command -v chromium >/dev/null || echo "No Chromium: the browser's tests skip (Debian: apt install chromium)."
	@set -e; for m in $(MODULES); do echo "== go test: $$m"; (cd $$m && $(GO) test $(RACE) -timeout 10m $(TESTFLAGS) ./...); done
	@$(if $(RACE),echo "== go test: allocations; which the race detector adds to" && $(GO) test -run 'Alloc|CostNothing' $(TESTFLAGS) . ./jinja ./signed)

check: fmt-check vet lint test ## format, vet, lint and test: what each commit passes

fmt: ## format the code
	@cd tools && $(GO) build -o ../.cache/gofumpt mvdan.cc/gofumpt
	@.cache/gofumpt -w $(MODULES) tools

fmt-check:
	@cd tools && $(GO) build -o ../.cache/gofumpt mvdan.cc/gofumpt
	@out=$$(.cache/gofumpt -l $(MODULES) tools); if [ -n "$$out" ]; then echo "not formatted (make fmt):"; echo "$$out"; exit 1; fi

vet:
	@set -e; for m in $(MODULES); do (cd $$m && $(GO) vet ./...); done

lint: ## run staticcheck over all modules
	@cd tools && $(GO) build -o ../.cache/staticcheck honnef.co/go/tools/cmd/staticcheck
	@set -e; root=$$(pwd); for m in $(MODULES); do (cd $$m && $$root/.cache/staticcheck ./...); done

conformance-flask: venv ## compare with real Flask; CASES=DIR: the cases of that folder
	@cd conformance && $(GO) build -o ../.cache/conformance-flask ./flask/cmd/conformance-flask && \
	../.cache/conformance-flask $(if $(CASES),-cases "$(abspath $(CASES))",-programs flask/programs)

conformance-jinja: venv ## compare with real Jinja2; CASES=DIR: the cases of that folder
	@cd conformance && $(GO) build -o ../.cache/conformance-jinja ./jinja/cmd/conformance-jinja && \
	../.cache/conformance-jinja $(if $(CASES),-cases "$(abspath $(CASES))")

conformance-faults: venv ## build faults into the framework, and see that the comparisons find each; OF=flask or OF=jinja: of one
	@cd conformance && $(GO) run ./cmd/conformance-faults $(if $(OF),-of $(OF))

bench-venv: ## install the Flask and the Jinja2 that benchmarks compare with into .cache/bench-venv
	@cmp -s bench/requirements.txt .cache/bench-venv/installed || \
	{ python3 -m venv --clear .cache/bench-venv && .cache/bench-venv/bin/python -m pip install -q --disable-pip-version-check -r bench/requirements.txt && cp bench/requirements.txt .cache/bench-venv/installed; } || \
	echo "No Flask in .cache/bench-venv: the rows of Python are left out unless another interpreter has it and gunicorn."

bench: bench-venv ## compare with the peers: some minutes, and a quiet machine
	cd bench && $(GO) run ./router && $(GO) run ./http && $(GO) run ./waiting && $(GO) run ./hog && $(GO) run ./jinja

gourd: ## build the command into bin/
	cd cmd/gourd && $(GO) build -o ../../bin/gourd .

tidy: ## tidy the go.mod of all modules
	@set -e; for m in $(MODULES) tools; do (cd $$m && $(GO) mod tidy); done

clean: ## remove what was built
	rm -rf .cache bin
