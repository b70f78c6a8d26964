# Rostrum's commands; `make help` lists them. Uses only the syntax of GNU make 3.81, because macOS has that one.

SHELL = /bin/sh
PYTHON = .venv/bin/python

# Arguments to pass on: make run ARGS="--port 9000", make test PYTEST_ARGS="-k clock -x".
ARGS =
PYTEST_ARGS =
# Two for each core of a small machine: one works while the other waits for a clock, a browser or a process. Another one
# would take more than it gives: each imports everything and collects all tests first.
PYTEST_WORKERS = 4
# A file of tests stays on one worker, which starts its server or browser once; tests/order.py has the order of files.
# A worker that a waiting test ended is not started again: with groups of tests the others would wait for it for ever.
PYTEST_SPREAD = -n $(PYTEST_WORKERS) --dist loadfile --no-loadscope-reorder --max-worker-restart=0

LOCK = .tools/bin/uv pip compile --quiet --universal --python-version 3.11 --upgrade \
	--generate-hashes --no-emit-index-url --no-header --no-annotate

# Bytecode is kept here even where the environment asks for none: without it every start compiles the whole of `app`
# and of `templates`, and `make test` starts a hundred servers. `make clean` removes it.
export PYTHONDONTWRITEBYTECODE =

heading = @printf '\n== %s\n'

# The checks run one after another, before the tests, even with -j.
.NOTPARALLEL:
.PHONY: help run cluster test compile check pytest format docs coverage bench lock clean setup-dev

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: ## serve Rostrum on this machine; the same as python start.py
	@exec scripts/start.sh $(ARGS)

cluster: setup-dev ## serve with PostgreSQL and three processes, to try them
	@exec $(PYTHON) scripts/cluster.py $(ARGS)

test: compile check pytest ## every check, then every test

# Each worker would compile all templates and tests of a fresh clone; here they are compiled once, beside the checks.
compile: setup-dev
	@{ $(PYTHON) -m tests.prepared; $(PYTHON) -m pytest --collect-only -q; } >/dev/null 2>&1 </dev/null &

check: setup-dev ## format, lint, types, architecture, templates, translations
	$(heading) 'format'
	@$(PYTHON) -m ruff format --check .
	$(heading) 'lint'
	@$(PYTHON) -m ruff check .
	$(heading) 'types'
	@$(PYTHON) -m mypy
	$(heading) 'architecture'
	@$(PYTHON) -c 'from importlinter.cli import lint_imports_command; lint_imports_command(["--no-logo"])'
	$(heading) 'templates'
	@$(PYTHON) -m djlint templates --lint --quiet
	@if [ -x scripts/translations.sh ]; then printf '\n== translations\n'; scripts/translations.sh --check; fi

pytest: setup-dev ## the tests alone
	$(heading) 'tests'
	@browser=$$(scripts/browser.sh) && ROSTRUM_TEST_CHROMIUM="$$browser" \
		$(PYTHON) -m pytest $(PYTEST_SPREAD) $(PYTEST_ARGS)

format: setup-dev ## rewrite the code in the project's format
	@$(PYTHON) -m ruff check --fix-only --quiet .
	@$(PYTHON) -m ruff format .

docs: setup-dev ## print the tables of docs/ from the code
	@$(PYTHON) -m tests.printing

coverage: setup-dev ## which lines the tests reach, without the browser tests
	@$(PYTHON) -m coverage run -m pytest -q -m 'not browser' $(PYTEST_ARGS)
	@$(PYTHON) -m coverage report

bench: setup-dev ## run the benchmarks
	@$(PYTHON) -m bench $(ARGS)

lock: ## choose the newest versions that pyproject.toml admits
	@scripts/start.sh --setup tools
	@$(LOCK) --all-extras -o requirements.txt pyproject.toml
	@$(LOCK) --all-extras --group dev -c requirements.txt -o requirements-dev.txt pyproject.toml
	@$(LOCK) --group uv -o requirements-uv.txt

clean: ## remove what these commands made; data stays
	@rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.*
	@find app bench migrations templates tests -name __pycache__ -prune -exec rm -rf {} +

setup-dev:
	@scripts/start.sh --setup dev
