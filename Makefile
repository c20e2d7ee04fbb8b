# `make` alone lists what can be done. Everything runs in .venv, which is made once.
#
# From the environment: HOST and PORT of the server, DATABASE_URL, PYTHON (the interpreter of .venv),
# CI=true (whatever is missing for a check is then a failure, never a left-out part).

HOST ?= 127.0.0.1
PORT ?= 8080
export HOST PORT

VENV := .venv
BIN := $(VENV)/bin
FLASK := $(BIN)/flask --app run
INSTALLED := $(VENV)/installed
INSTALLED_DEV := $(VENV)/installed-dev

CATALOGUES := $(wildcard translations/*/LC_MESSAGES/messages.po)
COMPILED := $(CATALOGUES:.po=.mo)
EXTRACT := $(BIN)/pybabel -q extract -F babel.cfg --no-location --sort-output --width=100 \
	-k _ -k gettext -k ngettext:1,2 -k lazy_gettext -k message -k nmessage:1,2 -k forms:1,2 \
	--project=network-garden --copyright-holder=network-garden
UPDATE := $(BIN)/pybabel -q update -d translations --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width=100

COMPILE_LOCK := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-config \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options --annotation-style=line \
	$(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo run test check bench shots install install-dev lock translations format

help: ## list what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: install ## serve a demonstration kindergarten at http://127.0.0.1:8080
	@mkdir -p instance
	@export DEMO=1 DATABASE_URL="$${DATABASE_URL:-sqlite:///$(CURDIR)/instance/demo.db}" && \
	$(FLASK) init-database && $(FLASK) load-demo && exec $(FLASK) serve

run: install ## serve your own database; the first start prints a one-time password
	@mkdir -p instance
	@$(FLASK) init-database && exec $(FLASK) serve

test: install-dev ## all tests: rules, database, web, browser, scripts of the pages
	@BIN=$(BIN) bash tools/test.sh

check: install-dev ## format, lint, types, import contracts, catalogue, migrations equal models
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports .importlinter
	@BIN=$(BIN) EXTRACT="$(EXTRACT)" UPDATE="$(UPDATE)" bash tools/check_built.sh

bench: install-dev ## queries, bytes and times against the production server; ARGS="--help" tells the parameters
	$(BIN)/python -m tools.bench $(ARGS)

shots: install-dev ## pictures of the main pages into docs/images; ARGS=month-sheet takes those only
	$(BIN)/python -m tools.shots $(ARGS)

install: $(INSTALLED) $(COMPILED) ## what running needs, into .venv

install-dev: $(INSTALLED_DEV) $(COMPILED)

lock: install-dev ## requirements*.txt from requirements*.in; UPGRADE=1 takes newer versions
	$(COMPILE_LOCK) --output-file requirements.txt requirements.in
	$(COMPILE_LOCK) --output-file requirements-dev.txt requirements-dev.in
	@! grep -nE '://|^ *--(index|extra|find|trusted)' requirements.txt requirements-dev.txt

translations: install-dev ## collect the texts into the catalogues and compile them
	@$(EXTRACT) -o $(VENV)/messages.pot .
	@test -e translations/ru/LC_MESSAGES/messages.po || \
		$(BIN)/pybabel -q init -l ru -d translations -i $(VENV)/messages.pot
	@$(UPDATE) -i $(VENV)/messages.pot
	@$(MAKE) --no-print-directory install

format: install-dev ## format, and mend what lint can mend
	$(BIN)/ruff check --fix --exit-zero --quiet .
	$(BIN)/ruff format .

$(VENV)/bin/python:
	@bash tools/make_venv.sh $(VENV)

# Order-only: a newer interpreter file alone is no reason to install again.
$(INSTALLED): requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(INSTALLED_DEV): requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $(INSTALLED) $@

# Only the source of a catalogue is committed. A fuzzy guess is never shown to a person.
%.mo: %.po | $(INSTALLED)
	@$(BIN)/python -m babel.messages.frontend -q compile -i $< -o $@
