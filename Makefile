# Two commands: `make run` does the main job on the demo town, `make test` passes the tests.
# Everything is done by dev.py, which needs nothing but Python 3.11 or newer (on Windows: py dev.py run).
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

.PHONY: run test check servers bench setup lock clean
run test check servers bench setup lock clean:
	@test -n "$(PYTHON)" || { echo "Python 3.11 oder neuer fehlt. Abhilfe: apt-get install -y python3 python3-venv" >&2; exit 4; }
	@$(PYTHON) dev.py $@
