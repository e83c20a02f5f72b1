# Janus without ceremony: `make demo`, `make kiosk`, `make test`.
# The first run makes .venv and installs into it; later runs start at once.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ARGS   ?=

.PHONY: demo kiosk test lint screens bench clean help
.DEFAULT_GOAL := help

help:
	@echo "make demo    watch the door at work on the built-in camera scene"
	@echo "make kiosk   the real thing, on the default webcam"
	@echo "make test    the tests"
	@echo "make lint    ruff, mypy and the import contracts"
	@echo "make screens a real window under Xvfb (Linux)"
	@echo "make bench   frame -> decision, beside two other pipelines"
	@echo "make clean   remove the virtual environment"

demo: $(VENV)/.installed
	$(BIN)/janus demo $(ARGS)

kiosk: $(VENV)/.installed
	$(BIN)/janus kiosk $(ARGS)

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

screens: $(VENV)/.installed-dev
	sh .ci/system-packages.sh xvfb
	xvfb-run -a -s "-screen 0 1920x1080x24" $(BIN)/python -m tests.xcb_window

bench: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --no-deps -r benchmarks/requirements.txt
	$(BIN)/python -m benchmarks.frame_to_decision $(ARGS)

$(VENV)/.installed: pyproject.toml .ci/system-packages.sh
	sh .ci/system-packages.sh
	sh .ci/make-venv.sh $(PYTHON) $(VENV)
	$(BIN)/python -m pip install --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV)
