# `make help` lists what can be made here. A step is done again only when what it depends on has changed: each leaves a
# stamp whose name carries a checksum of that. Needs Python 3.11 or newer and make; everything else is installed.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The first Python that is new enough; `make run PYTHON=/path/to/python` chooses another.
ifeq ($(origin PYTHON),undefined)
PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$name"; break; }; done)
endif
PORT ?= 8000

# Without its compiled files Python reads every library anew at each start, which takes seconds.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
PY := $(BIN)/python

VENV_KEY := $(shell { pwd; $(PYTHON) -VV; } 2>&1 | cksum | cut -d' ' -f1)
INSTALL_KEY := $(shell cat setup.cfg pyproject.toml requirements.lock | cksum | cut -d' ' -f1)
NPM_KEY := $(shell cat package.json package-lock.json .npmrc | cksum | cut -d' ' -f1)
BROWSER_KEY := $(shell { echo $(NPM_KEY); find survey_app/browser -type f | LC_ALL=C sort | xargs cat; } \
	| cksum | cut -d' ' -f1)

# What `walkabout init` works from. It reads the whole application, so a start without it is twice as fast.
INSTANCE := $(or $(WALKABOUT_INSTANCE),instance)
DATA_KEY := $(shell { echo "$$WALKABOUT_DATABASE_URL"; find survey_app instruments/library -name '*.py' -o -name '*.yaml' \
	| LC_ALL=C sort | xargs cat; } | cksum | cut -d' ' -f1)

VENV := .venv/.made-$(VENV_KEY)
RUN_PACKAGES := .venv/.run-$(INSTALL_KEY)
TEST_PACKAGES := .venv/.test-$(INSTALL_KEY)
NPM_PACKAGES := node_modules/.installed-$(NPM_KEY)
BROWSER_FILES := survey_app/static/build/.built-$(BROWSER_KEY)
PREPARED_DATA := $(INSTANCE)/.prepared-$(DATA_KEY)

.PHONY: help run test test-full lint bench examples chromium office wheel lock clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

run: $(RUN_PACKAGES) $(BROWSER_FILES) $(PREPARED_DATA) ## Install, prepare the demo and serve it on http://127.0.0.1:8000 (PORT=… for another port)
	@exec env PORT=$(PORT) $(BIN)/walkabout serve

test: chromium lint $(BROWSER_FILES) ## Lint, then run all but the long tests, on SQLite and PostgreSQL and in a browser
	$(PY) -m pytest -n 2

test-full: chromium office $(TEST_PACKAGES) $(BROWSER_FILES) ## Run what `make test` leaves out: long tests, many more generated cases, journeys on PostgreSQL
	WALKABOUT_HYPOTHESIS_PROFILE=thorough $(PY) -m pytest -n 2 -m "long or generated"

lint: $(TEST_PACKAGES) ## Check style (ruff), types (mypy) and which package imports which (import-linter)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(BIN)/lint-imports --no-cache

bench: $(TEST_PACKAGES) $(BROWSER_FILES) ## Measure large forms, reports and exports of up to 100,000 answers, agreement and suppression
	@$(PY) -m tools.bench

examples: $(RUN_PACKAGES) ## Make one round in every format anew, in docs/examples/
	@$(BIN)/walkabout examples docs/examples

chromium: $(VENV) ## Find Chrome or Chromium for the browser tests, or install Debian's when root
	@$(PY) -m tools.chromium

office: $(VENV) ## Find LibreOffice and poppler for the tests that look at documents, or install Debian's when root
	@$(PY) -m tools.office

wheel: $(RUN_PACKAGES) $(BROWSER_FILES) ## Build an installable wheel, browser files included, into dist/
	rm -rf build dist
	$(PY) -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .

lock: $(RUN_PACKAGES) ## Renew requirements.lock and package-lock.json after a change in setup.cfg or package.json
	$(PY) -m uv pip compile setup.cfg --all-extras --universal --python-version 3.11 --quiet \
		--no-header --no-annotate --output-file requirements.lock
	npm install --package-lock-only

clean: ## Remove everything that make made, except the data in instance/
	rm -rf .venv node_modules survey_app/static/build build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV):
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Walkabout needs Python 3.11 or newer: install it, or name it with PYTHON=/path/to/python." >&2; exit 1; }
	@echo "Making the environment .venv …"
	@$(PYTHON) -m venv --clear .venv
	@touch $@

$(RUN_PACKAGES): $(VENV)
	@echo "Installing Walkabout …"
	@rm -f .venv/.run-* .venv/.test-*
	@$(PY) -m tools.packages --editable .
	@touch $@

$(TEST_PACKAGES): $(VENV)
	@echo "Installing Walkabout and what its tests need …"
	@rm -f .venv/.run-* .venv/.test-*
	@$(PY) -m tools.packages --editable '.[test]'
	@touch $(RUN_PACKAGES) $@

$(NPM_PACKAGES): | $(VENV)
	@echo "Installing what the browser files are built from …"
	@$(PY) -m tools.browser_files packages
	@touch $@

$(BROWSER_FILES): $(NPM_PACKAGES)
	@$(PY) -m tools.browser_files build
	@touch $@

$(PREPARED_DATA): | $(RUN_PACKAGES)
	@$(BIN)/walkabout init
	@rm -f $(INSTANCE)/.prepared-*
	@touch $@

# Whoever removes the database file alone gets a new one.
ifeq ($(WALKABOUT_DATABASE_URL)$(wildcard $(INSTANCE)/walkabout.sqlite3),)
.PHONY: $(PREPARED_DATA)
endif
