# Daicho's commands. `make run` serves the product; `make test` proves it. Needs python3 (3.11 or later), its
# venv module and make. PORT= chooses the port, PYTHON= the interpreter, DATABASE_URL= a real server. `make bench`
# measures the lists as multiples of a plain Django page.

PORT ?= 8000
PYTHON ?= python3
MANAGE := .venv/bin/python manage.py
export PORT PYTHON

# The suite on every core, a database for each; what a file's tests share is made once.
AT_ONCE := --numprocesses auto --maxprocesses 6 --dist loadfile

# A user without a home still needs a place for caches.
ifneq ($(shell test -d "$$HOME" && test -w "$$HOME" && echo yes),yes)
export HOME := $(CURDIR)/.local/home
endif

.PHONY: run setup prepared test lint screenshots bench system-packages stop

run: prepared
	@DJANGO_SETTINGS_MODULE=config.settings.local exec .venv/bin/python -m gunicorn --config config/gunicorn.py

# Everything but serving.
setup: prepared
	@cat .local/log-in.txt

# What is there already is kept, so that running it again takes seconds.
prepared: .venv/installed staticfiles/staticfiles.json
	@$(MANAGE) migrate --no-input --verbosity 0
	@$(MANAGE) load_municipality setagaya
	@umask 077 && $(MANAGE) create_demo_accounts > .local/log-in.txt
	@$(MANAGE) create_demo_day --verbosity 0
	@$(MANAGE) create_demo_figures --verbosity 0
	@$(MANAGE) create_demo_publication --verbosity 0
	@$(MANAGE) create_demo_reviews --verbosity 0

test: system-packages lint
	.venv/bin/python -m pytest $(AT_ONCE)

# Every gate fails on its first finding.
lint: .venv/installed-dev
	.venv/bin/python -m ruff check .
	.venv/bin/python -m ruff format --check .
	.venv/bin/python -m mypy config core registry mynumber privacy_review manage.py
	$(MANAGE) check
	$(MANAGE) makemigrations --check --dry-run

# Lists of 100,000 and 1,000,000 rows, in a database of its own; about a quarter of an hour. Fails where a bound is
# missed. BENCH="lists --rows 100000" measures less.
bench: .venv/installed-dev
	@.venv/bin/python -m bench $(BENCH)

# The pictures of README.md and docs/ja/, from the product that `make run` serves.
screenshots: .venv/installed-dev
	.venv/bin/python docs/screenshots.py

system-packages:
	@.ci/system-packages

# Ends the embedded PostgreSQL, which otherwise goes on running for the next command.
stop:
	@.venv/bin/python -m core.localdb stop

# Stamps: nothing is installed again until the lock changes.
.venv/installed: uv.lock .ci/python-environment
	@echo "必要なものを用意しています（はじめは数分かかります）。"
	@.ci/python-environment --no-dev
	@touch $@

.venv/installed-dev: .venv/installed
	@.ci/python-environment
	@touch $@

staticfiles/staticfiles.json: .venv/installed $(shell find */static)
	@$(MANAGE) collectstatic --no-input --verbosity 0
