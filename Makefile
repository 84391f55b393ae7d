# What a newcomer, a tester and a developer need; `make help` lists it.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
REPORTS := reports/tests
ARGS ?=
WORKERS ?= auto

BANDIT := $(BIN)/bandit --quiet --recursive --severity-level medium countersign steps $(wildcard environment.py)
COVERAGE := $(BIN)/coverage

.PHONY: help smoke test lint report signoff steps hooks secrets clean

help: ## this list
	@echo "make TARGET, where TARGET is one of:"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo "PYTHON=python3.12 picks the Python that $(VENV) is made with; it must be 3.11 or newer."

# ---- running and checking -----------------------------------------------------------------------------------

smoke: needs-run ## set up what is missing, then run the smoke scenarios; ARGS="-D verbose" goes to behave
	@$(BIN)/behave -j auto --tags=@smoke $(ARGS)

test: needs-dev .coveragerc ## every check of this project itself
	@mkdir -p $(REPORTS)
	@echo "== style" && $(BIN)/ruff check --quiet && $(BIN)/ruff format --quiet --check && \
		$(BIN)/ruff check --quiet --output-format sarif --output-file $(REPORTS)/lint.sarif
	@$(BIN)/mypy > $(REPORTS)/types.txt 2>&1 & types=$$!; \
		{ echo "== who knows whom" && $(BIN)/lint-imports --no-logo && \
			echo "== features and steps" && $(BIN)/countersign lint && $(BIN)/countersign steps --check && \
			$(BIN)/countersign coverage --check && \
			echo "== security" && \
			{ $(BANDIT) --format json --output $(REPORTS)/bandit.json || { $(BANDIT); false; }; }; \
		} || { wait $$types; exit 1; }; \
		echo "== types" && { wait $$types || { cat $(REPORTS)/types.txt; exit 1; }; tail -n 1 $(REPORTS)/types.txt; }
	@echo "== tests" && $(COVERAGE) erase && \
		$(COVERAGE) run -m pytest -n $(WORKERS) --dist worksteal --junit-xml=$(REPORTS)/junit.xml
	@echo "== coverage" && $(COVERAGE) combine --quiet && $(COVERAGE) xml --quiet && \
		$(COVERAGE) report --skip-covered --fail-under=90

lint: needs-dev ## style, features, steps, tags and rules only
	@$(BIN)/ruff check && $(BIN)/ruff format --check
	@$(BIN)/countersign lint

report: needs-run ## make the Allure page of the last run, reports/allure.html
	@$(BIN)/countersign report $(ARGS)

signoff: needs-run ## run the whole suite and weigh it, reports/signoff.html; STAGE=staging asks the gates of a stage
	@rm -f reports/run.jsonl reports/signoff.*
	@$(BIN)/behave -j auto -D report=on $(ARGS) || true  # what came of it is weighed
	@$(BIN)/countersign signoff $(if $(STAGE),--stage $(STAGE))

steps: needs-run ## write the step catalogue, docs/steps.md, and which scenarios prove what, docs/coverage.md
	@$(BIN)/countersign steps
	@$(BIN)/countersign coverage

hooks: needs-dev ## have git check each commit before it is made
	@if kept=$$(git config core.hooksPath); then \
		echo "git keeps its hooks in $$kept (core.hooksPath): run \`git config --unset-all core.hooksPath\` and" \
			"\`make hooks\` again, or call \`$(BIN)/pre-commit run\` from $$kept/pre-commit." >&2; \
		exit 1; \
	fi
	@$(BIN)/pre-commit install

secrets: needs-dev ## take what looks like a secret now for an invented one; read the difference
	@git ls-files -z --cached --others --exclude-standard -- ':!.secrets.baseline' \
		| xargs -0 $(BIN)/detect-secrets scan --no-verify > .secrets.baseline.new
	@mv .secrets.baseline.new .secrets.baseline

clean: ## remove the virtual environment, the reports and every cache
	@rm -rf $(VENV) build dist *.egg-info .coverage .coverage.* .hypothesis .*_cache
	@find reports -mindepth 1 -not -name README.md -delete
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- setting up ---------------------------------------------------------------------------------------------
# A stamp bears the sum of the files it was made from, so that only another content installs again, and is made
# last, so that an installation that was interrupted is done again. It is there a second time with the version
# of Python, for whoever asks for one by name.

VERSION := import sys; print("-%d.%d" % sys.version_info[:2])
WISH := $(if $(filter undefined,$(origin PYTHON)),,$(shell $(PYTHON) -c '$(VERSION)' 2>/dev/null || echo -none))
PYTHON ?= python3

RUN_STAMP := $(VENV)/.run-$(shell cat requirements.txt pyproject.toml | cksum | tr ' ' '-')
DEV_STAMP := $(VENV)/.dev-$(shell cat requirements.txt requirements-dev.txt pyproject.toml | cksum | tr ' ' '-')

.PHONY: needs-run needs-dev
needs-run: $(RUN_STAMP)$(WISH)
needs-dev: $(DEV_STAMP)$(WISH)

$(RUN_STAMP)$(WISH): STAMPS := $(RUN_STAMP)
$(RUN_STAMP)$(WISH): REQUIREMENTS := requirements.txt
$(DEV_STAMP)$(WISH): STAMPS := $(RUN_STAMP) $(DEV_STAMP)
$(DEV_STAMP)$(WISH): REQUIREMENTS := requirements-dev.txt

$(RUN_STAMP)$(WISH) $(DEV_STAMP)$(WISH):
	@if ! have=$$($(BIN)/python -c '$(VERSION)' 2>/dev/null) || [[ "$(WISH)" && "$(WISH)" != "$$have" ]]; then \
		$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
			echo "Countersign needs Python 3.11 or newer, but $(PYTHON) is $$($(PYTHON) --version 2>&1 || :);" \
				"name another, as in \`PYTHON=python3.12 make smoke\`." >&2; \
			exit 1; \
		}; \
		echo "Making $(VENV) with $$($(PYTHON) --version)"; \
		$(PYTHON) -m venv --clear $(VENV); \
	fi
	@rm -f $(VENV)/.run-* $(VENV)/.dev-*
	@echo "Installing $(REQUIREMENTS) into $(VENV); the first time it takes a minute"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement $(REQUIREMENTS)
	@have=$$($(BIN)/python -c '$(VERSION)'); for stamp in $(STAMPS); do touch "$$stamp" "$$stamp$$have"; done
