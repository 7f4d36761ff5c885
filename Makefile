# For developers. ./run and ./test need nothing of this; see CONTRIBUTING.md.

.DEFAULT_GOAL := help
PYTHON := .venv/bin/python

.PHONY: help environment check test bench soak features lock fresh

help: ## these lines
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

environment:
	@scripts/bootstrap dev

check: environment ## style, types, import rules and the tests that need no Asterisk
	scripts/checks
	$(PYTHON) -m pytest -n 2 --ignore=tests/sip

test: ## everything, as ./test
	./test

bench: environment ## the benchmarks with their peers; results in var/bench/
	$(PYTHON) -m bench

soak: environment ## 10,000 seeds of the simulated network, and 10,000 double accepts on each database
	$(PYTHON) -m tests.simulation.soak --seeds 10000
	$(PYTHON) -m tests.switchboard.press_together

features: environment ## docs/features.md from a run of all tests
	rm -rf var/test
	$(PYTHON) -m pytest -q -n 2 --ignore=tests/sip --junitxml=var/test/fast.xml
	$(PYTHON) -m pytest -q tests/sip --junitxml=var/test/sip.xml
	$(PYTHON) scripts/features.py var/test/fast.xml var/test/sip.xml

lock: ## the lock files anew, from pyproject.toml
	scripts/lock

fresh: ## ./run and ./test, twice each, in a newly made minimal Debian 12 (as root)
	scripts/fresh
