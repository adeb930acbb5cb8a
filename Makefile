# Each target sets up its own virtual environment from the lock; nothing else need be installed but Python 3.11+.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
CATALOGUES := $(wildcard site_templates/locale/*/LC_MESSAGES/alj.po)
LOCK := $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-annotate --extra build pyproject.toml

# What is started many times is compiled once, whatever the shell that calls this says.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test soak check format bench serve site catalogues lock clean

demo: $(VENV)/ready  ## a workspace of made-up data under output/demo, and its sites
	$(BIN)/alj demo output/demo

site: demo

serve: $(VENV)/ready  ## the demo's sites on http://127.0.0.1:8000
	test -f output/demo/alj.toml || $(BIN)/alj demo output/demo
	$(BIN)/alj serve --workspace output/demo

test: $(VENV)/ready-dev  ## every test, on all cores
	$(BIN)/python -m pytest -n auto --dist worksteal --durations=40 --durations-min=5

soak: $(VENV)/ready-dev  ## the long forms of tests: 2,000 mutations, large hostile workbooks, a build for each refusal
	$(BIN)/python -m pytest -n auto --dist worksteal -m soak

check: $(VENV)/ready-dev  ## style, types, who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/ready-dev  ## the demo beside the straightforward way to it, by stage, again; reading; figures of many cases
	$(BIN)/python -m benchmarks.intake
	$(BIN)/python -m benchmarks.stages
	$(BIN)/python -m benchmarks.figures
	$(BIN)/python -m benchmarks.rebuilds
	$(BIN)/python -m benchmarks.sites
	$(BIN)/python -m benchmarks.straightforward
	$(BIN)/python -m benchmarks.lists

catalogues: $(VENV)/ready-dev  ## bring new strings into the catalogues, to be translated
	$(BIN)/python -m tests.update_catalogues

lock: $(VENV)/ready-dev
	$(LOCK) -o requirements.lock
	$(LOCK) --extra dev -o requirements-dev.lock

clean:
	rm -rf $(VENV) output/demo build dist

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# Installed in place, which also compiles the catalogues: hence again whenever one has changed.
$(VENV)/ready: requirements.lock pyproject.toml $(CATALOGUES) | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/ready-dev: requirements-dev.lock $(VENV)/ready
	$(PIP) install --require-hashes -r requirements-dev.lock
	touch $@
