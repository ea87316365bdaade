PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ENCODERS := .venv-encoders/bin

PEERS := .venv-peers/bin
SPARK := .venv-spark/bin

.PHONY: help run test env env-encoders test-encoders env-peers test-peers env-spark test-spark bench bench-quick model ui lock clean
.DEFAULT_GOAL := help

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

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

$(ENCODERS)/.installed: requirements.lock requirements-encoders.lock pyproject.toml
	$(PYTHON) -m venv .venv-encoders
	$(ENCODERS)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(ENCODERS)/python -m pip install --quiet --requirement requirements-encoders.lock
	$(ENCODERS)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

env-encoders: $(ENCODERS)/.installed ## create .venv-encoders: the environment with torch and all encoders

# One thread each: tiny networks are slower on more. No test may be skipped for want of a package.
test-encoders: env-encoders ## the tests of the encoders
	OMP_NUM_THREADS=1 $(ENCODERS)/pytest -n 2 -m encoders tests

# The environments of the extras "peers" and "spark": that of the tests, and what the extra adds.
$(PEERS)/.installed $(SPARK)/.installed: .venv-%/bin/.installed: requirements.lock requirements-%.lock pyproject.toml
	$(PYTHON) -m venv .venv-$*
	$(@D)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(@D)/python -m pip install --quiet --require-hashes --no-deps --requirement requirements-$*.lock
	$(@D)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(@D)/python -m pip check
	touch $@

env-peers: $(PEERS)/.installed ## create .venv-peers, with the extra "peers" (fastText, spaCy)

test-peers: env-peers ## the tests that need the extra "peers"
	$(PEERS)/pytest -m peers tests/models tests/benchmarks

bench: env-peers ## measure geoclf and its peers, write benchmarks/results and docs/speed.md (20 minutes)
	$(PEERS)/python -m benchmarks.run --results benchmarks/results --page docs/speed.md

bench-quick: env-peers ## the same in 3 minutes on few texts; writes to outputs/bench only
	$(PEERS)/python -m benchmarks.run --quick

env-spark: $(SPARK)/.installed ## create .venv-spark, with the extra "spark" (needs Java 17 to run)

test-spark: env-spark ## the tests that need the extra "spark", on a local Spark
	$(SPARK)/pytest -m spark tests

model: env ## build the shipped model from data/
	$(BIN)/geoclf train experiment=shipped tracking=none model_dir=src/geoclf/pretrained/geopolitical

ui: env ## open the MLflow UI on the runs of this folder
	$(BIN)/geoclf ui

LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	--no-emit-find-links pyproject.toml

lock: ## write the lock files anew from pyproject.toml (needs uv)
	$(LOCK) --group dev --output-file requirements.lock
	$(LOCK) --extra peers --excludes requirements.lock --constraint requirements.lock --output-file requirements-peers.lock
	$(LOCK) --extra spark --excludes requirements.lock --constraint requirements.lock --output-file requirements-spark.lock

clean: ## remove the environment, caches and run folders; runs in mlflow.db stay
	rm -rf $(VENV) .venv-encoders .venv-peers .venv-spark .mypy_cache .ruff_cache .pytest_cache .hypothesis dist outputs multirun
