# What a newcomer, a tester and a developer need; `make help` lists it.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
TESTED := reports/tests
ARGS ?=

# A Python that was asked for by name must be the one in .venv; without a wish the one that is there will do.
WISH := $(if $(filter undefined,$(origin PYTHON)),,$(shell $(PYTHON) -c 'import sys; print("-%d.%d" % sys.version_info[:2])'))
PYTHON ?= python3

# A stamp bears the sum of what it was made from, so that only a change of content installs again, and is made
# last, so that an installation that was interrupted is done again.
SUM := cksum | tr ' ' '-'
RUN_STAMP := $(VENV)/.run-$(shell cat requirements.txt pyproject.toml | $(SUM))$(WISH)
DEV_STAMP := $(VENV)/.dev-$(shell cat requirements.txt requirements-dev.txt pyproject.toml | $(SUM))$(WISH)

PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
VERSION := import sys; print("-%d.%d" % sys.version_info[:2])

.PHONY: help smoke test lint steps hooks secrets clean

help: ## this list
	@echo "make TARGET, where TARGET is one of:"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "PYTHON=python3.12 picks the Python that .venv is made with; it must be 3.11 or newer."

smoke: $(RUN_STAMP) ## set up what is missing, then run the smoke scenarios (ARGS="-D verbose" goes to behave)
	@$(BIN)/behave --tags=@smoke $(ARGS)

test: $(DEV_STAMP) ## every check that CI makes of this project itself
	@mkdir -p $(TESTED)
	@echo "Style and types" && $(BIN)/ruff check --quiet && $(BIN)/ruff format --quiet --check && $(BIN)/mypy --no-error-summary
	@echo "Who knows whom" && $(BIN)/lint-imports --no-logo --no-timing
	@echo "Features and steps" && $(BIN)/countersign lint && $(BIN)/countersign steps --check
	@echo "Security" && $(BANDIT) --format json --output $(TESTED)/bandit.json || { $(BANDIT); exit 1; }
	@echo "Tests" && rm -f .coverage .coverage.* && $(BIN)/pytest -n auto $(COVERAGE) --junit-xml=$(TESTED)/junit.xml $(ARGS)

BANDIT := $(BIN)/bandit --quiet --recursive --severity-level medium countersign steps environment.py
COVERAGE := --cov --cov-report=term:skip-covered --cov-report=xml:$(TESTED)/coverage.xml --cov-fail-under=90

lint: $(DEV_STAMP) ## put the code into its style, then check features, steps, tags and rules
	@$(BIN)/ruff check --fix && $(BIN)/ruff format
	@$(BIN)/countersign lint

steps: $(RUN_STAMP) ## write the step catalogue, docs/steps.md
	@$(BIN)/countersign steps

hooks: $(DEV_STAMP) ## have git check each commit before it is made
	@if kept=$$(git config core.hooksPath); then \
		echo "git keeps its hooks in $$kept (core.hooksPath): run \`git config --unset-all core.hooksPath\`" \
			"and \`make hooks\` again, or call \`$(BIN)/pre-commit run\` from $$kept/pre-commit." >&2; exit 1; \
	fi
	@$(BIN)/pre-commit install

secrets: $(DEV_STAMP) ## take the secrets that are in the files now for invented ones; read the difference
	@git ls-files -z --cached --others --exclude-standard \
		| xargs -0 $(BIN)/detect-secrets scan --no-verify > .secrets.baseline.new
	@mv .secrets.baseline.new .secrets.baseline

clean: ## remove the virtual environment, the reports and every cache
	@rm -rf $(VENV) build dist *.egg-info .coverage .coverage.* .hypothesis .*_cache
	@find reports -mindepth 1 -not -name README.md -delete
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUN_STAMP): STAMP := run
$(RUN_STAMP): REQUIREMENTS := requirements.txt
$(DEV_STAMP): STAMP := dev
$(DEV_STAMP): REQUIREMENTS := requirements-dev.txt

$(RUN_STAMP) $(DEV_STAMP):
	@if ! have=$$($(BIN)/python -c '$(VERSION)' 2>&1) || [ "$(WISH)" -a "$(WISH)" != "$$have" ]; then \
		$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
			echo "Countersign needs Python 3.11 or newer, and $(PYTHON) is" \
				"$$($(PYTHON) --version 2>&1): install one and name it, as in \`PYTHON=python3.12 make smoke\`." >&2; \
			exit 1; }; \
		echo "Making $(VENV) with $$($(PYTHON) --version)"; \
		$(PYTHON) -m venv --clear $(VENV); \
	fi
	@rm -f $(VENV)/.$(STAMP)-*
	@echo "Installing $(REQUIREMENTS) into $(VENV)"
	@$(PIP) --requirement $(REQUIREMENTS)
	@touch "$@" "$(basename-less)"
