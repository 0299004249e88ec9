# `make help` lists the verbs. Each sets up what it needs and says what it does.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8080
SANDBOX_PORT ?= 8091
BIN := .venv/bin
export PORT SANDBOX_PORT

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

# --- setting up: only what changed ---

.make/python: requirements.txt requirements-dev.txt
	@mkdir -p .make
	@echo "· Python 包（约一分钟）"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install -qq --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.make/node: frontend/package.json $(wildcard frontend/package-lock.json frontend/.npmrc)
	@mkdir -p .make
	@echo "· 前端包（约半分钟）"
	@cd frontend && npm ci --silent
	@touch $@

FRONT := $(wildcard frontend/package.json)
MP_SOURCES := $(shell find frontend/mp frontend/shared frontend/console -type f 2>/dev/null)
.make/front: .make/node $(MP_SOURCES)
	@echo "· 前端构建：H5、微信小程序包和工作台（约一分钟）"
	@cd frontend && npm run --silent build:h5 >build.log 2>&1 && npm run --silent build:mp >>build.log 2>&1 \
	  && npm run --silent build:console >>build.log 2>&1 \
	  || (cat build.log; exit 1)
	@touch $@

.PHONY: setup
setup: .make/python $(if $(FRONT),.make/front) ## set up everything, only what changed

# --- running it ---

.PHONY: demo
demo: setup ## run it all here, no account and no network needed (PORT, SANDBOX_PORT); Ctrl-C stops
	@$(BIN)/python -m deploy.demo --port $(PORT) --sandbox-port $(SANDBOX_PORT) --folder var/demo

.PHONY: demo-reset
demo-reset: ## forget what happened in the demo
	@rm -rf var/demo && echo "演示数据已清空。"

.PHONY: tour
tour: setup ## walk the main job over HTTP on a demo of its own, each step with its time, then look for leaks
	@$(BIN)/python -m deploy.tour

.PHONY: rehearsal
rehearsal: servers setup ## the same walk on production's stack: MariaDB, Redis, gevent, two relays; looks into redo and binary log
	@$(BIN)/python -m deploy.tour --production

# --- checking it ---

.PHONY: lint
lint: .make/python ## ruff, import contracts, mypy on the typed core
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/mypy --no-error-summary && echo "lint: 通过"

.PHONY: format
format: .make/python ## write the house style into the files
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

.PHONY: servers
servers: ## install MariaDB, Redis, nginx, Chromium and a Chinese font when missing (Debian packages, as root)
	@$(PYTHON) -c "import sys; sys.path.insert(0, '.'); from deploy import servers; servers.install()"

.PHONY: test
test: servers ## everything CI checks: lint, tests on SQLite, on MariaDB and Redis, front end, Chromium
	@$(MAKE) --no-print-directory setup lint
	@$(BIN)/python -m deploy.check

.PHONY: e2e
e2e: servers setup ## only the walk through Chromium at 390 × 844
	@$(BIN)/python -m pytest tests/e2e

.PHONY: first-screen
first-screen: servers setup ## how long a first visitor waits on 400 kbit/s, three cold visits in Chromium
	@$(BIN)/python -m tests.e2e.slow_line

.PHONY: storm
storm: servers .make/python ## break everything on purpose, about a quarter of an hour (SEED=, SCENARIO=); report in var/storm
	@$(BIN)/python -m tests.storm $(if $(SEED),--seed $(SEED)) $(if $(SCENARIO),--scenario $(SCENARIO))

.PHONY: rush
rush: servers .make/python ## 10,000 attempts on 100 numbers and on 100 places at halls, 4 workers on MariaDB; again with Redis killed halfway
	@$(BIN)/python -m tests.rush

.PHONY: title-codes
title-codes: servers .make/python ## 10,000 codes of invoice titles through two readers that are not ours and our own, five minutes (COUNT=, SEED=)
	@$(BIN)/python -m tests.title_codes $(if $(COUNT),--count $(COUNT)) $(if $(SEED),--seed $(SEED))

.PHONY: invoices
invoices: servers .make/python ## 10,000 invoices from the till through the tax bureau, each original against its schema, the books to the fen (COUNT=, SEED=), about twenty minutes
	@$(BIN)/python -m tests.invoices $(if $(SEED),--seed $(SEED)) $(if $(COUNT),--count $(COUNT))

.PHONY: scenes
scenes: .make/python ## walk every situation of every built item to its end and hold it against docs/items.md, about five minutes
	@$(BIN)/flask --app wsgi scene check --all

.PHONY: mutations
mutations: .make/python ## change one value of an exemplary item a hundred times: a test must turn red (SEED=, COUNT=, SCENE="household vehicle"), ten minutes or more
	@$(BIN)/python -m tests.mutations $(if $(SEED),--seed $(SEED)) $(if $(COUNT),--count $(COUNT)) $(if $(SCENE),--scene $(SCENE))

.PHONY: pictures
pictures: servers setup ## a picture of every page into docs/screenshots, by the same walk
	@SCREENSHOTS=docs/screenshots $(BIN)/python -m pytest tests/e2e

.PHONY: conformance
conformance: .make/python ## hold the protocols against independent clients and their published descriptions
	@$(BIN)/python -m tests.conformance

.PHONY: bench
bench: servers setup ## measure each path beside its floor on MariaDB, what it asks of departments, the relay and whole jobs (about a quarter of an hour)
	@$(BIN)/python -m benchmarks

.PHONY: bench-million
bench-million: servers setup ## what the writes cost on a million cases against ten thousand (about five minutes, 3 GB of disk)
	@$(BIN)/python -m benchmarks --only growth

.PHONY: bench-variants
bench-variants: .make/python ## the catalogue with variants of every situation in 24 places (10,000 situations, 100,000 review points) beside the one there is
	@$(BIN)/python -m benchmarks.variants

.PHONY: gen
gen: .make/python .make/node ## write frontend/shared/schema.d.ts from the views
	@$(BIN)/python -m deploy.schema
