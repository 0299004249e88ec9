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

.make/python: requirements.txt requirements-dev.txt
	@mkdir -p .make
	@echo "· Python 包（约一分钟）"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.make/node: frontend/package-lock.json
	@mkdir -p .make
	@echo "· 前端包（约半分钟）"
	@cd frontend && npm ci --silent
	@touch $@

MP_SOURCES := $(shell find frontend/mp frontend/shared frontend/package.json -type f 2>/dev/null)
.make/front: .make/node $(MP_SOURCES)
	@echo "· 前端构建：H5 与微信小程序包（约半分钟）"
	@cd frontend && npm run --silent build:h5 && npm run --silent build:mp
	@touch $@

.PHONY: setup
setup: .make/python .make/front ## set up everything, only what changed

.PHONY: lint
lint: .make/python ## ruff, import contracts, mypy on the typed core
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || (echo "run: make format" && exit 1)
	@$(BIN)/lint-imports --no-cache 2>/dev/null | tail -n 4
	@$(BIN)/mypy --no-error-summary && echo "lint: 通过"

.PHONY: format
format: .make/python ## write the house style into the files
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

.PHONY: test
test: ## set up, then everything CI checks: lint, tests on SQLite, on MariaDB and Redis, front end, Chromium
	@$(PYTHON) -c "import sys; sys.path.insert(0, '.'); from deploy import servers; servers.install()"
	@$(MAKE) --no-print-directory setup lint
	@$(BIN)/python -m deploy.check
