# The same six verbs for a person and for CI. Every one works in the environment of `make install`.
PYTHON := .venv/bin/python

.PHONY: install lint types test docs bench

install:
	python3 -m venv .venv
	$(PYTHON) -m pip install --quiet -e '.[dev,bench]'

lint:
	$(PYTHON) -m ruff check .
	.venv/bin/lint-imports

types:
	$(PYTHON) -m mypy

test:
	$(PYTHON) -m pytest

docs:
	$(PYTHON) -m pytest tests/docs

bench:
	@set -e; for script in benchmarks/*.py; do \
		if [ -e "$$script" ]; then echo "$$script"; PYTHONPATH=tests $(PYTHON) "$$script"; fi; \
	done
