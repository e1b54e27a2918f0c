# All that a checkout can do, on a machine with nothing but Python 3.11+ and make.
# The targets make their own environment in .venv from the locked set, once for each change of the lock.

PYTHON  ?= python3
SECONDS ?= 60
EXAMPLES ?= 5000
KILLS   ?= 50
CONFIG  ?= config

VENV  := .venv
BIN   := $(VENV)/bin
USABLE := $(VENV)/.usable
READY  := $(VENV)/.ready
TOOLS := .venv-lock
COMPILE := $(TOOLS)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header

.DEFAULT_GOAL := help
.PHONY: help demo run test lint format check-config reference chaos fuzz hostile bench lock clean

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*  ## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

demo: $(USABLE)  ## show the product in a minute: local feeds, a written day, nothing configured
	$(BIN)/python -m monitor demo

run: $(USABLE)  ## run the worker on the configuration in CONFIG (default: config)
	MONITOR_CONFIG=$(CONFIG) $(BIN)/python -m monitor run

check-config: $(USABLE)  ## check the configuration in CONFIG (default: config)
	MONITOR_CONFIG=$(CONFIG) $(BIN)/python -m monitor check

test: lint  ## lint, types, architecture and tests
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist worksteal

lint: $(READY)  ## lint, types and architecture
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)  ## rewrite the code in the house format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

reference: $(READY)  ## write the schemas and the pages of all keys and commands
	$(BIN)/python -m monitor.config config/schema
	$(BIN)/python -m monitor.config.reference docs/keys.md
	$(BIN)/python -m monitor.cli.reference docs/commands.md

chaos: $(READY)  ## kill the worker KILLS times (default: 50), break all around it, kill upgrades; count what was lost
	$(BIN)/python -m tests.chaos.kill --kills $(KILLS)
	$(BIN)/python -m tests.chaos.deliver
	$(BIN)/python -m tests.chaos.upgrade

fuzz: $(READY)  ## throw random queries, texts and feeds at the readers for SECONDS each (default: 60)
	$(BIN)/python tests/fuzz/fuzz_query.py --seconds $(SECONDS)
	$(BIN)/python tests/fuzz/fuzz_language.py --seconds $(SECONDS)
	$(BIN)/python tests/fuzz/fuzz_reading.py --seconds $(SECONDS)

hostile: $(READY)  ## render EXAMPLES generated titles (default: 5000) for every kind of channel and read them back
	MONITOR_EXAMPLES=$(EXAMPLES) $(BIN)/pytest tests/render/test_mime.py tests/render/test_hostile.py tests/notify/test_chats.py

bench: $(READY)  ## run the measurements
	set -e; for file in $$(grep -l __main__ benchmarks/*.py); do echo "== $$file"; $(BIN)/python "$$file"; done

# Two files: what the worker needs, for the image, and what a developer needs beside it. The first is held to the
# versions of the second, so that what is tested is what is shipped.
lock: $(TOOLS)/bin/uv  ## choose the newest allowed versions and write both locks
	$(COMPILE) --upgrade --group dev pyproject.toml -o requirements.lock
	$(COMPILE) --upgrade -c requirements.lock pyproject.toml -o requirements-runtime.lock

clean:  ## remove what the targets made
	rm -rf $(VENV) $(TOOLS) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Who only wants to use it gets what the worker needs; the rest comes when a target first asks for it.
$(USABLE): requirements-runtime.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"Python 3.11 or newer is needed, this is %d.%d; name one: make PYTHON=python3.12" % sys.version_info[:2])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-runtime.lock
	touch $@

$(READY): $(USABLE) requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(TOOLS)/bin/uv:
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check uv
