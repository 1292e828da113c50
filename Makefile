# What the project's people type. Needs Python >= 3.11 with venv, git and make; the rest it installs
# into .venv (scripts/environment.py says how). Another Python: make PYTHON=python3.13 run
.POSIX:
.SUFFIXES:
.PHONY: help run test test-domain test-pg15 check fix openapi docs migration lint-openapi clients test-browser fuzz bench drill lock install
PYTHON =
RUN = PYTHON='$(PYTHON)' sh scripts/environment.sh run
DEV = PYTHON='$(PYTHON)' sh scripts/environment.sh dev
BIN = .venv/bin
PARALLEL = -n auto --dist worksteal
# Neither the matrix of roles nor planted damage asks Postgres anything that the rest does not.
SPEAKS_SQL = tests/db tests/features tests/demo --ignore=tests/features/test_roles.py -k 'not damage'

help:
	@echo "make run            serve the demo company on a Postgres of its own"
	@echo "make test           all tests; test-domain: the pure rules; test-pg15: all that speaks SQL, on Postgres 15"
	@echo "make check          what CI does: format, lint, types, import contracts, contract drift, tests"
	@echo "make fix            format and autofix"
	@echo "make openapi        write openapi/openapi.json: its diff is the API's change"
	@echo "make docs           write what documents take from the code: the table of settings"
	@echo "make lint-openapi   lint it (needs Node)"
	@echo "make clients        generate clients of it and let them do their main job (TypeScript needs Node)"
	@echo 'make migration m="add theme"'
	@echo "make test-browser   open pages in a Chromium and print them (needs one; Debian: installed as root)"
	@echo "make fuzz, bench    hostile input; requests per second"
	@echo "make drill          back up a demo company, and restore it elsewhere row by row"
	@echo "make lock           compile requirements/ anew"
	@echo "make install        the development environment and the git hooks"

run:
	@$(RUN)
	@exec $(BIN)/okr demo

test:
	@$(DEV)
	@$(BIN)/python -m pytest $(PARALLEL)

test-domain:
	@$(DEV)
	@$(BIN)/python -m pytest tests/domain

test-pg15:
	@$(DEV)
	@bin=$$(sh scripts/postgres15.sh) && OKR_PG_BIN="$$bin" $(BIN)/python -m pytest $(PARALLEL) $(SPEAKS_SQL)

check:
	@$(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/okr openapi --check
	@$(MAKE) test

fix:
	@$(DEV)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

openapi:
	@$(DEV)
	@$(BIN)/okr openapi

migration:
	@$(DEV)
	@$(BIN)/python scripts/migration.py "$(m)"

docs:
	@$(DEV)
	@$(BIN)/python scripts/settings_table.py

lint-openapi:
	@sh scripts/lint_openapi.sh

clients:
	@$(DEV)
	@PYTHON='$(PYTHON)' sh scripts/clients.sh install python
	@! node --version >/dev/null 2>&1 || sh scripts/clients.sh install typescript
	@$(BIN)/python -m pytest -s -rs tests/clients

test-browser:
	@$(DEV)
	@sh scripts/browser.sh
	@$(BIN)/python -m pytest -s -rs tests/browser

fuzz:
	@$(DEV)
	@$(BIN)/python -m fuzz

bench:
	@$(DEV)
	@$(BIN)/python -m bench

drill:
	@$(RUN)
	@$(BIN)/python scripts/restore_drill.py

lock:
	@$(DEV)
	@sh scripts/lock.sh

install:
	@$(DEV)
	@git config core.hooksPath scripts/hooks
	@echo "Ready: .venv has everything, and git runs scripts/hooks before each commit."
