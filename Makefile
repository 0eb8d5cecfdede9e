# make run    environment, store from seeds/, dashboard on http://127.0.0.1:8501
# make test   environment with a browser, every check and test
# make check  lint and types alone

PYTHON ?= python3
VENV   ?= .venv
PY     := $(VENV)/bin/python
PORT   ?= 8501
# test processes; a file's tests stay together, so that a browser and its dashboard start once for them
JOBS   ?= 2
# true where no browser can be opened: on a server, in a container
HEADLESS ?= $(if $(CI)$(SSH_CONNECTION),true,false)

.PHONY: run test check build clean

run: $(VENV)/.run
	$(PY) -m etl build
	@echo; echo "  法治指标 Fazhi Indicators: http://127.0.0.1:$(PORT)"; echo
	@$(PY) -m streamlit run dashboard.py --server.port $(PORT) --server.headless $(HEADLESS) \
		--server.showEmailPrompt false --logger.hideWelcomeMessage true

build: $(VENV)/.run
	$(PY) -m etl build

test: $(VENV)/.test $(VENV)/.browser check
	$(PY) -m pytest -n $(JOBS) --dist loadfile

check: $(VENV)/.test
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy

# uv makes the environment in seconds where it is present; pip does the same elsewhere.
$(VENV)/bin/python:
	@if command -v uv >/dev/null; then uv venv -q --seed --python $(PYTHON) $(VENV); else $(PYTHON) -m venv $(VENV); fi

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	@if command -v uv >/dev/null; then uv pip install -q --python $(PY) -r requirements.txt; else $(PY) -m pip install -q -r requirements.txt; fi
	@touch $@

$(VENV)/.test: requirements-dev.txt requirements.txt | $(VENV)/bin/python
	@if command -v uv >/dev/null; then uv pip install -q --python $(PY) -r requirements-dev.txt; else $(PY) -m pip install -q -r requirements-dev.txt; fi
	@touch $@ $(VENV)/.run

# A browser: the one that is there, else Debian's as root, else Playwright's own. Fonts for Chinese with it.
$(VENV)/.browser: | $(VENV)/.test
	@if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; \
	else $(PY) -m playwright install chromium; fi
	@touch $@

clean:
	rm -rf $(VENV) data/snapshots data/CURRENT .pytest_cache .mypy_cache .ruff_cache
