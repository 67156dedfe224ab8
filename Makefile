# make demo: the main job on a worked case.   make test: all that CI runs.   Both need only python3 (3.11+), pip and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test lint types floors check tests bench outputs clean

demo: $(VENV)/.installed
	@$(BIN)/legpain-graph demo --output outputs/demo

test: lint types floors check tests

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

floors: $(VENV)/.installed-dev
	$(BIN)/lint-imports

check: $(VENV)/.installed-dev
	$(BIN)/legpain-graph check

tests: $(VENV)/.installed-dev
	$(BIN)/pytest -n auto

bench: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/walk.py

outputs: $(VENV)/.installed
	$(BIN)/python outputs/make.py

$(VENV)/.made:
	$(PYTHON) -c 'import sys; sys.exit("legpain-graph needs Python 3.11 or newer, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.made pyproject.toml
	$(INSTALL) --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed pyproject.toml
	$(INSTALL) --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) outputs/demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
