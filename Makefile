# The commands people need. `make help` lists them.

PORT ?= 8000
BIN := .venv/bin
JOBS ?= auto
JOURNEYS := tests/journeys tests/care tests/safety/crypto/browser
export PORT
# Tests start hundreds of Pythons: each would compile all anew where a machine tells them to keep no bytecode.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run dev bundles test check words format journeys thorough fuzz bench clean

help: ## Show this list
	@echo "Romduol. Needs Python 3.11 or newer, make and git; the rest is fetched into .venv."
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 18

run: ## Start Romduol on 127.0.0.1:8000 (another port: make run PORT=8001)
	@python=$$(tools/environment.sh python) && PYTHONPATH=src $$python -m romduol.config.ports $(PORT)
	@tools/environment.sh run
	@tools/bundles.sh || { [ $$? = 3 ] && echo "Reporting works without scripts meanwhile; make run tries again." >&2; }
	@exec $(BIN)/romduol serve --prepare --port $(PORT)

dev: ## Fetch what testing and checking need
	@tools/environment.sh dev

bundles: dev ## Make the scripts of the vault for browsers
	@tools/bundles.sh

test: dev ## Run the tests
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "not journey" $(ARGS)

check: dev ## Check format, lint, types and the direction of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports

words: dev ## Look over our own words, and where each guide stands
	$(BIN)/romduol words $(ARGS)

format: dev ## Write the format that `make check` asks for
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

journeys: dev ## Walk readers' journeys in a real browser (needs chromium)
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m journey $(or $(ARGS),$(JOURNEYS))

thorough: dev ## Run the tests with everything of which `make test` tries a sample
	THOROUGH=1 $(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "not journey" $(ARGS)

fuzz: dev ## Feed the vault's readers what nobody would think of, some minutes for each
	$(BIN)/python -m tests.safety.crypto.fuzzing.running $(ARGS)

bench: ## Measure page sizes, first views, growth, serving, lists for programs, a soak, mirrors, taking back, questions, the vault
	@tools/environment.sh bench
	$(BIN)/python -m bench $(ARGS)

clean: ## Remove .venv and caches; the data in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis tests/artefacts
	rm -rf src/romduol/safety/crypto/browser/node_modules src/romduol/safety/crypto/browser/bundles
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
