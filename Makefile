# Waarborg: `make serve` serves it, `make test` proves it. Python 3.11 or newer and make are enough.
.DEFAULT_GOAL := help
.PHONY: help setup serve test check lint clean
export WAARBORG_REQUIRE_BROWSER
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
BIN := .venv/bin

help: ## show this help
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

setup: .venv/installed ## set up .venv with .venv/bin/waarborg
	@sh scripts/system-libraries

.venv/installed: requirements.lock pyproject.toml
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Waarborg needs Python 3.11 or newer."; exit 1; }
	"$(PYTHON)" -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

serve: setup ## serve on http://127.0.0.1:8000 (embedded database, worked cases)
	@$(BIN)/waarborg serve

check: setup ## prove the pack
	@$(BIN)/waarborg check

lint: setup ## style, types and the direction of imports
	@$(BIN)/ruff check app tests
	@$(BIN)/mypy app
	@$(BIN)/lint-imports

test: setup lint ## run all tests
	@sh scripts/browser
	@$(BIN)/pytest

clean: ## remove what set-up made
	rm -rf .venv
