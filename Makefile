# On a fresh machine with Python 3.11 to 3.13 alone: `make demo` and `make test`.
PYTHON ?= python3
PY := .venv/bin/python

.PHONY: demo test lint bench clean
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

clean:
	rm -rf .venv .azurite .pytest_cache .mypy_cache .ruff_cache
