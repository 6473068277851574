# Shoeleather. `make run` tries it on this machine, `make test` proves it; both set up what they need.

PYTHON ?= python3.11
PORT ?= 8000
WORKERS ?= 2
BIN := .venv/bin
# Every server that a test starts would compile the whole app anew where the machine says not to keep what was compiled.
export PYTHONDONTWRITEBYTECODE :=
INSTALL := $(BIN)/python -m uv pip install --quiet --require-hashes
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.PHONY: help setup setup-test run dev check test browser bench soak clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | expand -t 12

setup: .venv/.stamp-run ## make .venv with the locked packages

setup-test: .venv/.stamp-test

# A stamp is written only when everything before it went well.
.venv/.stamp-made:
	@sh tests/machine/python.sh $(PYTHON)
	@$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/.stamp-uv: | .venv/.stamp-made
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9,<1" \
		|| echo "uv could not be had; pip does the work, slower."
	@touch $@

.venv/.stamp-run: requirements.lock | .venv/.stamp-uv
	@$(INSTALL) -r requirements.lock || { echo "uv failed; trying pip."; $(PIP) -r requirements.lock; }
	@touch $@

.venv/.stamp-test: requirements-test.lock | .venv/.stamp-uv
	@$(INSTALL) -r requirements-test.lock || { echo "uv failed; trying pip."; $(PIP) -r requirements-test.lock; }
	@touch $@ .venv/.stamp-run

run: setup ## serve it here; LAN=1 for phones nearby, HTTPS=1 for phones that must work offline
	@exec $(BIN)/python -m app run --port $(PORT) $(if $(LAN),--lan) $(if $(HTTPS),--https) \
		$(if $(ADDRESS),--address $(ADDRESS))

dev: setup ## serve with reload for working on the code
	@$(BIN)/python -m app migrate
	@exec $(BIN)/python -m uvicorn app.main:build --factory --reload --reload-dir app --reload-dir templates \
		--port $(PORT)

check: setup-test ## style and the rules of the house
	@$(BIN)/ruff check .
	@$(BIN)/python -m pytest tests/test_house.py tests/test_vendor.py

test: setup-test ## every test, browser and PostgreSQL included
	@sh tests/machine/programs.sh
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
	@$(BIN)/ruff check .

browser: setup-test ## only the stories told in a real browser
	@sh tests/machine/programs.sh
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/browser

bench: setup-test ## figures beside their floors, as JSON lines
	@sh bench/run.sh sync photos timeline phone pages cells tables served_tables voice

soak: setup-test ## the long faults and attacks; says NOT RUN where one could not
	@sh bench/run.sh kill9 phones api forms timing observatory exif overdue
	@RANDOM_WALKS=5000 $(BIN)/python -m pytest tests/browser/test_random_walks.py

clean: ## forget .venv and caches, never the data
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis
