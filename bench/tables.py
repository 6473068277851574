"""What a table of 100,000 rows costs on its way out: seconds, bytes, and by how much memory grows, a process each.

    .venv/bin/python -m bench.tables
"""

import json
import subprocess
import sys

ROWS, GROWS_MB, SECONDS = 100_000, 150, {"csv": 20, "json": 20, "xlsx": 60}
ONE = """
import json, time
from datetime import UTC, datetime
from app.kit.tables import CHUNK, Table, csv_of, json_of, xlsx_of
def peak():
    with open("/proc/self/status") as told:
        return next(int(line.split()[1]) / 1024 for line in told if line.startswith("VmHWM"))
now = datetime(2026, 11, 22, tzinfo=UTC)
rows = ((n, now, "Call centre", "a sentence of a walk that goes on for a while", n / 7, None, n % 2 == 0,
         "https://shoe.test/walks/0fd451e4-e886-5ad5-b76c-7bea349c1d61", "note", 3) for n in range({rows}))
made = Table("t", "T", [], tuple((f"c{{x}}", f"C{{x}}") for x in range(10)), rows)
open("/proc/self/clear_refs", "w").write("5")  # the peak begins anew here
before, began = peak(), time.monotonic()
if "{form}" == "xlsx":
    with xlsx_of(made) as file:
        sent = sum(len(chunk) for chunk in iter(lambda: file.read(CHUNK), b""))
else:
    sent = sum(map(len, (csv_of if "{form}" == "csv" else json_of)(made)))
took = round(time.monotonic() - began, 2)
print(json.dumps({{"seconds": took, "grew_mb": round(peak() - before, 1), "bytes": sent}}))
"""


def main() -> int:
    """A line a form; 1 when one of them is over its limit."""
    failed = 0
    for form, limit in SECONDS.items():
        ran = subprocess.run([sys.executable, "-c", ONE.format(rows=ROWS, form=form)], check=True,
                             capture_output=True, text=True)
        told = json.loads(ran.stdout)
        holds = told["grew_mb"] <= GROWS_MB and told["seconds"] <= limit
        failed |= not holds
        print(json.dumps({"bench": "tables", "form": form, "rows": ROWS, **told, "limit_mb": GROWS_MB,
                          "limit_seconds": limit, "holds": holds}), flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
