# On a fresh machine with Python 3.11 to 3.13 alone: `make demo` and `make test`.
PYTHON ?= python3
PY := .venv/bin/python

.PHONY: demo test lint bench accuracy package lock versions clean
.DELETE_ON_ERROR:

# The environment is made again when the declared dependencies change.
.venv/made: pyproject.toml
	$(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

# Azure Tables and Queues on this machine; without npm the tests that need it say that they were skipped.
.azurite/made:
	@if command -v npm >/dev/null; then \
	    npm install --silent --no-audit --no-fund --prefix .azurite azurite@3.35 && touch $@; \
	else echo "npm not found: tests against Azure Tables will be skipped"; fi

demo: .venv/made
	$(PY) -m oneone demo $(ARGS)

test: .venv/made .azurite/made
	$(PY) -m pytest $(ARGS)

lint: .venv/made
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

bench: .venv/made
	$(PY) -m tests.bench $(ARGS)

accuracy: .venv/made
	$(PY) -m tests.accuracy $(ARGS)

# The zip that the Function app runs, tried with two weeks of the sample team.
package: .venv/made
	$(PY) infra/package.py $(ARGS)

# The versions of all libraries that the package takes; run it with the oldest Python, then read what changed.
lock: .venv/made
	$(PY) infra/package.py --lock

# Every test on every Python from 3.11 to 3.13 that this machine has.
versions: .azurite/made
	@for version in 3.11 3.12 3.13; do \
	    python=$$(command -v python$$version || ls ~/.pyenv/versions/$$version.*/bin/python 2>/dev/null | tail -1); \
	    if [ -z "$$python" ]; then echo "Python $$version: not on this machine"; continue; fi; \
	    echo "Python $$version"; \
	    $$python -m venv .venvs/$$version || exit 1; \
	    .venvs/$$version/bin/pip install --quiet --disable-pip-version-check --editable '.[dev]' || exit 1; \
	    .venvs/$$version/bin/python -m pytest -q $(ARGS) || exit 1; \
	done

clean:
	rm -rf .venv .venvs dist .azurite .pytest_cache .mypy_cache .ruff_cache
