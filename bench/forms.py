"""The form fuzzer of tests/attacks with many more drawn: every form and address of the desk, as every role, both
databases.

    make soak    or    FUZZ_EACH=100 FUZZ_ROLES="walker admin" python -m bench.forms
"""

import os
import re
import subprocess
import sys

from bench.sender import tell

ROLES = "walker viewer manager admin"


def main() -> int:
    """A JSON line for each role; 1 when something broke."""
    each, failed = os.environ.get("FUZZ_EACH", "30"), False
    for role in os.environ.get("FUZZ_ROLES", ROLES).split():
        run = subprocess.run([sys.executable, "-m", "pytest", "tests/attacks/test_forms.py", "--timeout=3000", "-k",
                              "breaks"], text=True, capture_output=True, check=False, timeout=7200,
                             env={**os.environ, "FUZZ_EACH": each, "FUZZ_ROLE": role})
        passed = sum(map(int, re.findall(r"(\d+) passed", run.stdout))) or run.stdout.count(".")
        tell({"soak": "forms", "as": role, "state": "FAILED" if run.returncode else "ok", "each": int(each),
              "tests": passed})
        if run.returncode:
            print(run.stdout[-4000:], file=sys.stderr)
        failed |= run.returncode != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
