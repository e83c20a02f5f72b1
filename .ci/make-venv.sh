#!/bin/sh
# make-venv.sh PYTHON FOLDER: a virtual environment, also where Debian's python3-venv is not
# installed: then one without pip is made, and the system's pip fills it.
set -eu
python=$1
folder=$2

"$python" - <<'CHECK'
import sys
if sys.version_info < (3, 11):
    sys.exit(f"Janus needs Python 3.11 or newer; this is {sys.version.split()[0]}. "
             "Name another with: make PYTHON=python3.11 ...")
CHECK

[ -x "$folder/bin/pip" ] && exit 0
rm -rf "$folder"
if "$python" -c 'import ensurepip' 2>/dev/null; then
    "$python" -m venv "$folder"
else
    "$python" -m venv --without-pip "$folder"
    "$python" -m pip --python "$folder/bin/python" install --quiet pip
fi
