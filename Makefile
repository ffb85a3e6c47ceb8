# Needs git, make and Python 3.11 or later with venv (Debian: python3-venv); uses uv where it is.
VENV ?= .venv
PORT ?= 8000
# What is installed beside the portal to work on it; EXTRAS=dev,spark also runs Spark's tests.
EXTRAS ?= dev
COMMA := ,
DEV := $(VENV)/.installed-$(subst $(COMMA),-,$(EXTRAS))
BIN := $(VENV)/bin
# As many processes as there are cores share the tests.
PARALLEL := -n auto --dist worksteal
USABLE := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PINS := import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["tool"]["uv"]["constraint-dependencies"], sep="\n")

.PHONY: help demo test check format clean

help:
	@echo "make demo    installe Maillage et l’ouvre avec les données fournies (PORT=8000)"
	@echo "make test    lance tous les tests"
	@echo "make check   relit le code : style, types, couches"
	@echo "make format  met le code en forme"
	@echo "make clean   retire l’environnement installé"

demo: $(VENV)/.installed
	@$(BIN)/maillage demo --port $(PORT)

test: $(DEV)
	$(BIN)/pytest $(PARALLEL)

check: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --verbose

format: $(DEV)
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV)

$(VENV)/.installed: pyproject.toml
	@$(call install,.)
	@touch $@

$(DEV): pyproject.toml
	@$(call install,.[$(EXTRAS)])
	@touch $@ $(VENV)/.installed

# Both ways install the versions pinned in pyproject.toml.
define install
	set -e; \
	if command -v uv > /dev/null; then \
		test -x $(BIN)/python || uv venv --quiet --python '>=3.11' $(VENV); \
		uv pip install --quiet --compile-bytecode --python $(BIN)/python -e '$(1)'; \
	else \
		if ! test -x $(BIN)/pip; then \
			for python in python3 python3.14 python3.13 python3.12 python3.11 ''; do \
				if test -z "$$python"; then \
					echo "Il faut Python 3.11 ou plus récent, avec venv (Debian ou Ubuntu : apt install python3 python3-venv), ou uv." >&2; \
					exit 2; \
				fi; \
				if $$python -c '$(USABLE)' 2> /dev/null; then break; fi; \
			done; \
			$$python -m venv $(VENV); \
		fi; \
		$(BIN)/python -c '$(PINS)' > $(VENV)/constraints.txt; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check -c $(VENV)/constraints.txt -e '$(1)'; \
	fi
endef
