# Two commands: make book, make test. Everything is installed into .venv/, nothing elsewhere.

PYTHON ?= python3
NB ?=
ONLY ?=

# One thread, no start-up messages, the same hashes: numbers and outputs are the same each time.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MKL_NUM_THREADS := 1
export VECLIB_MAXIMUM_THREADS := 1
export TF_NUM_INTRAOP_THREADS := 1
export TF_NUM_INTEROP_THREADS := 1
export TF_CPP_MIN_LOG_LEVEL := 3
export TF_ENABLE_ONEDNN_OPTS := 0
export PYTHONHASHSEED := 0
unexport PYTHONPATH
unexport PYTHONHOME

RUN := .venv/bin/python
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help book test lab notebooks benchmark reproduce pictures clean
.DELETE_ON_ERROR:

help:  ## list these targets
	@echo "Usage: make TARGET"
	@sed -n 's/^\([a-z]*\):.*  ## \(.*\)/  \1\t\2/p' Makefile | expand -t 14

book: $(READY)  ## build the book and print where to open it
	@$(RUN) tools/build_book.py

test: $(READY)  ## run every check, cheapest first (one stage: make test ONLY=specs)
	@$(RUN) tools/run_checks.py $(ONLY)

lab: $(READY)  ## open the chapters in JupyterLab
	@$(RUN) -m jupyterlab chapters $$([ "$$(id -u)" != 0 ] || echo --allow-root)

notebooks: $(READY)  ## execute the chapters and store their outputs (one: NB=chapters/03_l2.ipynb)
	@$(RUN) tools/notebooks.py store $(NB)

benchmark: $(READY)  ## compare the speed with other libraries, side by side, as a table
	@$(RUN) -m benchmarks

reproduce: $(READY)  ## compute a published table anew, 300 repetitions; interrupt and go on at will
	@$(RUN) -m reproductions.zou_hastie

pictures: $(READY)  ## draw the figure of the front page, photograph a page for the README
	@$(RUN) tools/pictures.py one_curve
	@$(RUN) tools/build_book.py
	@$(RUN) tools/pictures.py page

clean:  ## remove what was built; .venv/ stays (delete that folder to install anew)
	@rm -rf _build build .ruff_cache .pytest_cache .hypothesis .coverage src/*.egg-info
	@find . -path ./.venv -prune -o -type d \( -name __pycache__ -o -name .ipynb_checkpoints \) \
		-exec rm -rf {} +

$(READY): requirements.txt pyproject.toml tools/set_up.py
	@command -v "$(PYTHON)" >/dev/null || { \
		echo "There is no $(PYTHON) here: install Python 3.11, 3.12 or 3.13, or name one:" \
			"make PYTHON=/path/to/python3.12 book"; exit 1; }
	@"$(PYTHON)" tools/set_up.py
