# The same six verbs for a person and for CI. Every one works in the environment of `make install`.
PYTHON := .venv/bin/python

.PHONY: install lint types test docs bench sbom fuzz kills lowest

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

# References, published figures and the site, written anew into docs/ and build/docs/site/; then every block of every page.
docs:
	cd tests && ../$(PYTHON) -m docs.reference_pages && ../$(PYTHON) -m docs.validation && ../$(PYTHON) -m docs.site
	$(PYTHON) -m pytest tests/docs

# What a wheel brings with it, as CycloneDX: build/sbom.json.
sbom:
	cd tests && ../$(PYTHON) -m release.sbom ../build/sbom.json

bench:
	@set -e; for script in benchmarks/*.py; do \
		if [ -e "$$script" ]; then echo "$$script"; PYTHONPATH=tests $(PYTHON) "$$script"; fi; \
	done

# What CI does in small, in large (tests/hardening/README.md). FROM=50000 goes on from another case.
fuzz:
	PYTHONPATH=src:tests $(PYTHON) -m hardening.fuzz --cases 100000 --first $(or $(FROM),0)

kills:
	PYTHONPATH=src:tests $(PYTHON) -m hardening.kills --kills 200

# The fast tests and three days of the reference with the lowest versions that pyproject.toml allows, as CI does.
lowest:
	tests/hardening/lowest.sh
