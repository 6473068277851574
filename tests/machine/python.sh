# Is there a Python that can make a virtual environment? Stock Debian lacks ensurepip.
. "$(dirname "$0")/apt.sh"
python=$1
command -v "$python" >/dev/null || need "$python was not found." python3.11 python3.11-venv
"$python" -c 'import ensurepip, venv' 2>/dev/null \
    || need "$python cannot make virtual environments: its ensurepip is missing." python3.11-venv
