"""The form fuzzer of tests/attacks with many more drawn: every form and address of the desk, both databases."""

import json
import os
import subprocess
import sys


def main() -> int:
    """Prints one JSON line; 1 when something broke."""
    each = os.environ.get("FUZZ_EACH", "100")
    run = subprocess.run([sys.executable, "-m", "pytest", "tests/attacks/test_forms.py", "--timeout=3000"], text=True,
                         capture_output=True, env={**os.environ, "FUZZ_EACH": each}, check=False, timeout=3600)
    print(json.dumps({"soak": "forms", "state": "FAILED" if run.returncode else "ok", "each": int(each)}))
    if run.returncode:
        print(run.stdout[-4000:], file=sys.stderr)
    return min(run.returncode, 1)


if __name__ == "__main__":
    sys.exit(main())
