# Two commands do everything on a fresh machine: `make demo` and `make test`. `make help` lists the rest.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup demo test soak check bench manage fix assets pins services stop clean

BIN := .venv/bin
PYTHON := $(BIN)/python
# Starts the embedded services unless DATABASE_URL and REDIS_URL point elsewhere; stops what it started.
WITH_SERVICES := $(PYTHON) -m revenues.config.services run --

PORT ?= 8000
WORKERS ?= 2
SIZE ?= 5000
ARGS ?=
export PORT

help:  ## List these commands
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:  ## Prerequisites, .venv and browser assets; a second run takes a second
	@tools/setup test

demo:  ## A demonstration council, served with worker and schedule (PORT=8000; DEMO_EXIT=1 checks and exits)
	@tools/setup demo
	@exec $(PYTHON) -m revenues.config.serve

test: setup  ## Every test (ARGS="-k name" to choose, WORKERS=2)
	@$(WITH_SERVICES) $(BIN)/pytest -n $(WORKERS) $(ARGS)

soak: setup  ## The long loops: services killed again and again
	@$(WITH_SERVICES) $(BIN)/pytest tests -m soak $(ARGS)

check: setup  ## Lint, imports, types, migrations, tidiness, documents: fast to slow
	@$(WITH_SERVICES) $(PYTHON) tools/check.py $(ARGS)

bench: setup  ## Measures as JSON lines (SIZE=5000)
	@$(WITH_SERVICES) $(PYTHON) manage.py bench --size $(SIZE) $(ARGS)

manage: setup  ## A management command: make manage ARGS="migrate --plan"
	@$(WITH_SERVICES) $(PYTHON) manage.py $(ARGS)

fix: setup  ## Let ruff repair and format what it can
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

assets: setup  ## Compile the stylesheet again after a change (set-up does so by itself)

pins:  ## Compile requirements/*.txt again from *.in (minutes)
	@tools/pins

services: setup  ## Start the embedded services and leave them running
	@$(PYTHON) -m revenues.config.services start

stop:  ## Stop the embedded services
	@$(PYTHON) -m revenues.config.services stop

clean:  ## Remove what set-up and running made, the demonstration's data included
	@[ ! -x $(PYTHON) ] || $(PYTHON) -m revenues.config.services stop
	@rm -rf .venv node_modules static/build static/collected .data .pytest_cache .mypy_cache .ruff_cache
