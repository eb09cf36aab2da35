# One word a chore. Everything runs in .venv, made on first use from requirements.lock.
PYTHON ?= python3
BIN = .venv/bin
ARGS ?=

.PHONY: demo test lint gate bench train lock clean

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch .venv/ready

demo: .venv/ready          ## read an example article, ask a small archive
	$(BIN)/selon read examples/wire-fr.txt
	@mkdir -p build && rm -f build/demo.db*
	$(BIN)/selon add examples --archive build/demo.db
	$(BIN)/selon timeline "réseau OR corridor OR voisins OR neighbours" --archive build/demo.db
	$(BIN)/selon timeline "date:2024" --out build/timeline.svg --archive build/demo.db
	@echo "build/timeline.svg is that archive as a picture; docs/tutorial.md goes on from here."

test: .venv/ready          ## the fast tests
	$(BIN)/python -m pytest $(ARGS)

lint: .venv/ready          ## style, types, lengths, the gold's format, the knowledge files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python tests/lengths.py
	$(BIN)/python tests/gold/gold.py tests/gold/articles
	for each in tests/gold/stories/*; do $(BIN)/python tests/gold/gold.py $$each || exit 1; done
	$(BIN)/python -m selon.knowledge.check

gate: .venv/ready          ## scores on gold; ARGS="--errors 20" shows misses, ARGS=--update pins
	$(BIN)/python tests/gate.py $(ARGS)

bench: .venv/ready         ## speed, memory, start-up beside the named peers
	$(BIN)/python benchmarks/peers.py $(ARGS)

train: .venv/ready         ## train the shipped weights again (needs the extra packages; ARGS="--set sequoia.train.jsonl --minutes 60")
	$(BIN)/python -m pip install --quiet -e '.[train]'
	$(BIN)/selon train weights --gold tests/gold/articles $(ARGS)

lock:                      ## pin the newest versions that fit pyproject.toml
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet pip-tools
	.venv-lock/bin/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-options --extra dev --extra archive --extra postgres --extra parquet --extra plot --output-file requirements.lock pyproject.toml

clean:
	rm -rf .venv .venv-lock build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
