PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

PEERS_VENV := .venv-peers
PEERS_BIN := $(PEERS_VENV)/bin

.PHONY: help run test env env-peers test-peers model ui lock clean
.DEFAULT_GOAL := help

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "geoclf needs Python 3.11 or newer; pass PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

env: $(BIN)/.installed ## create .venv from the lock file

run: env ## build the data, train and evaluate the default experiment, print the result table
	$(BIN)/geoclf data build
	$(BIN)/geoclf train

test: env ## the whole check: format, lint, types, layers, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest -n 2

$(PEERS_BIN)/.installed: requirements.lock requirements-peers.lock pyproject.toml
	$(PYTHON) -m venv $(PEERS_VENV)
	$(PEERS_BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(PEERS_BIN)/python -m pip install --quiet --require-hashes --no-deps --requirement requirements-peers.lock
	$(PEERS_BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(PEERS_BIN)/python -m pip check
	touch $@

env-peers: $(PEERS_BIN)/.installed ## create .venv-peers, with the extra "peers" (fastText, spaCy)

test-peers: env-peers ## the tests that need the extra "peers"
	$(PEERS_BIN)/pytest -m peers tests/models

model: env ## build the shipped model from data/
	$(BIN)/geoclf train experiment=shipped tracking=none model_dir=src/geoclf/pretrained/geopolitical

ui: env ## open the MLflow UI on the runs of this folder
	$(BIN)/geoclf ui

LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	--no-emit-find-links pyproject.toml

lock: ## write the lock files anew from pyproject.toml (needs uv)
	$(LOCK) --group dev --output-file requirements.lock
	$(LOCK) --extra peers --excludes requirements.lock --constraint requirements.lock --output-file requirements-peers.lock

clean: ## remove the environment, caches and run folders; runs in mlflow.db stay
	rm -rf $(VENV) $(PEERS_VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist outputs multirun
