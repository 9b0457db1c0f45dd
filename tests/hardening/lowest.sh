#!/usr/bin/env bash
# The lowest versions that pyproject.toml allows: an environment of them, the fast tests in it, three days of the reference.
set -eu
cd "$(dirname "$0")/../.."
here=$PWD/.venv-lowest

# uv links what it has fetched once, so that the environment is there in seconds. It trusts whom the machine trusts.
[ -x .venv-uv/bin/uv ] || python3 -m venv .venv-uv
.venv-uv/bin/python -m pip install --quiet uv
uv=$PWD/.venv-uv/bin/uv
export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1

# Where not even one old wheel can be fetched, it is the index that cannot be reached, and nothing is wrong with the list.
probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT
if ! .venv-uv/bin/python -m pip download --quiet --no-deps --dest "$probe" "$(grep '^tzdata==' tests/hardening/lowest.txt)"; then
    echo "Lowest versions are NOT tested: old wheels cannot be fetched from here." >&2
    exit 0
fi

# The lowest numba has wheels for Python 3.11 and 3.12 alone. A machine that has neither is given one, if it can be reached.
python='>=3.11,<3.13'
if ! "$uv" python find --quiet "$python" >/dev/null && ! "$uv" python install --quiet 3.11; then
    echo "Lowest versions are NOT tested: here is no Python 3.11 or 3.12, and none could be fetched." >&2
    exit 0
fi
"$uv" venv --quiet --clear --python "$python" "$here"
# pip reads settings of the machine that uv does not know: an index of its own, certificates.
"$uv" pip install --quiet --python "$here/bin/python" -r tests/hardening/lowest.txt ||
    .venv-uv/bin/python -m pip --python "$here/bin/python" install --quiet -r tests/hardening/lowest.txt

# What this environment compiles and simulates lies in it, not among what the usual one keeps.
export PYTHONPATH=$PWD/src NUMBA_CACHE_DIR=$here/numba
"$here/bin/python" -m pytest -p no:cacheprovider tests/engines/test_stories.py tests/tables tests/sources
"$here/bin/python" -m crossgauge run --from 2023-06-01 --to 2023-06-03 --warmup 1 --replicas 1 --workers 1 --out "$here/run"

echo "Versions: the lowest, which were tested now, and those of the usual environment"
python3 tests/hardening/versions.py .venv-lowest .venv
