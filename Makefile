# run, test, check, bench: each does its own set-up. The first run downloads about 1 GB from the package registries.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 7860
# PyTorch: the CPU wheel where it can be had. For a GPU build give the index of your CUDA version: make run TORCH_INDEX=...
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
STAMPS := $(VENV)/.stamps
SOURCES := interviewer tests benchmarks training app.py

.PHONY: help run test check format bench lock clean
help: ## show this
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

run: $(STAMPS)/app ## set up, build the index once, and serve the page on http://127.0.0.1:7860
	$(BIN)/interviewer serve --port $(PORT)

test: $(STAMPS)/test $(STAMPS)/browser ## set up, and run all tests
	$(BIN)/python -m pytest -n 2 --dist loadfile $(PYTEST)

check: $(STAMPS)/test ## format, lint, types, layers, spelling
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell interviewer corpus prompts docs tests benchmarks README.md CHANGELOG.md CONTRIBUTING.md

format: $(STAMPS)/test ## put the code into its form
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

bench: $(STAMPS)/test ## measure speed, as ratios within one run
	$(BIN)/python -m benchmarks

lock: $(STAMPS)/test ## write constraints.txt from what is installed and tested
	$(PIP) freeze --exclude-editable --exclude torch | grep -v '^-e ' > constraints.txt

clean: ## remove what was built here (never the data folder)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# Torch first and by itself: its CPU build is on its own index, which is asked once and without retries.
$(STAMPS)/torch: | $(BIN)/python
	@mkdir -p $(STAMPS)
	@$(BIN)/python -c 'import torch' 2>/dev/null \
	  || $(PIP) install -q --retries 0 --timeout 10 --index-url $(TORCH_INDEX) torch==2.13.0 2>/dev/null \
	  || $(PIP) install -q torch==2.13.0
	@touch $@

$(STAMPS)/app: pyproject.toml constraints.txt $(STAMPS)/torch
	$(PIP) install -q -c constraints.txt -e .
	@touch $@

$(STAMPS)/test: pyproject.toml constraints.txt $(STAMPS)/torch
	$(PIP) install -q -c constraints.txt -e '.[test,postgres]'
	@touch $@ $(STAMPS)/app

# A browser for the page's tests: one that is there, else Debian's, else Playwright's own, else those tests are skipped.
$(STAMPS)/browser: $(STAMPS)/test
	@sh tests/browser/find-chromium.sh $(BIN) && touch $@ || test -z "$$CI"
