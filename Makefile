# The two commands that matter: `make run` and `make test`. Everything else is for people who change Tertulia.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
DATA ?= var
JOBS ?= auto

.PHONY: run test check test-postgres format format-check lint types contracts drift empty-database messages docs-tables lock wheel bench clean

run: $(VENV)/.run  ## set up on first use, load the demonstration, serve
	@# A loading that was interrupted leaves its mark, and is done again.
	@test -e $(DATA)/tertulia.sqlite3 -a ! -e $(DATA)/.loading || { mkdir -p $(DATA) && touch $(DATA)/.loading && \
	  $(BIN)/tertulia --data $(DATA) demo && rm $(DATA)/.loading; }
	@$(BIN)/python -m compileall -q src  # what starts keeps no bytecode itself where PYTHONDONTWRITEBYTECODE is set
	@exec $(BIN)/tertulia run --data $(DATA) --port $(PORT)

test: $(VENV)/.dev  ## the suite on SQLite
	$(BIN)/pytest -n $(JOBS)

test-postgres: $(VENV)/.dev  ## the suite on PostgreSQL
	$(BIN)/python -m tests.postgresql $(BIN)/pytest -n $(JOBS)

check: format-check lint types contracts drift test  ## everything that must hold before a change lands

format: $(VENV)/.dev
	$(BIN)/ruff format src tests bench
	$(BIN)/ruff check --fix-only --quiet src tests bench

format-check: $(VENV)/.dev
	$(BIN)/ruff format --check src tests bench

lint: $(VENV)/.dev
	$(BIN)/ruff check src tests bench

types: $(VENV)/.dev
	$(BIN)/mypy

contracts: $(VENV)/.dev
	$(BIN)/lint-imports

drift: $(VENV)/.dev  ## models and migrations say the same
	@folder=$$(mktemp -d) && $(BIN)/tertulia --data $$folder makemigrations --check --dry-run; status=$$?; rm -rf $$folder; exit $$status

empty-database: $(VENV)/.dev  ## after a new migration
	$(BIN)/python -m tertulia.config.packing

messages: $(VENV)/.dev  ## after a sentence of the interface was added or changed
	$(BIN)/python -m tests.messages

docs-tables: $(VENV)/.dev  ## after a setting or an error was added or changed
	$(BIN)/python -m tests.docs.tables

lock:  ## after a change of dependencies; needs uv
	uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --python-version 3.11 --universal pyproject.toml --group build -o requirements/run.txt
	uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --python-version 3.11 --universal pyproject.toml --group dev --extra postgresql --extra training -o requirements/dev.txt

wheel: $(VENV)/.dev
	$(BIN)/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer with venv is needed (Debian: python3 python3-venv)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing Tertulia and what it needs into $(VENV) (about a minute) …"
	$(BIN)/pip install --disable-pip-version-check --progress-bar on --require-hashes -r requirements/run.txt
	$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the tests need into $(VENV) (about a minute) …"
	$(BIN)/pip install --disable-pip-version-check --progress-bar on --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src  # the suite starts many a server
	@touch $@ $(VENV)/.run

bench: $(VENV)/.dev  ## the figures of docs/performance.md: about 15 minutes; BENCH=--quick for two
	$(BIN)/python -m bench $(BENCH)

clean:
	rm -rf $(VENV) tests/.work bench/.work dist
