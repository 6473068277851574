"""From a tap to durable in real Chromium, beside its floor: a bare strict IndexedDB write of the same bytes.

    .venv/bin/python -m bench.phone
"""

import json
from statistics import median, quantiles

from playwright.sync_api import sync_playwright

from app.kit.pdf import browser
from app.kit.web import static_url
from bench.server import Server

TAPS = 200
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
# Kinds take turns: two equal taps within 300 ms would count as one.
MEASURE = """async ({module, taps}) => {
  const { openLog } = await import(module);
  const log = await openLog({ app: "bench" });
  const walk = crypto.randomUUID(), kinds = ["plain", "click", "explain", "message"], took = [], lines = [];
  for (let n = 0; n < taps; n++) {
    const began = performance.now();
    const [entry] = await log.append([{ walk, kind: "step", b: { kind: kinds[n % 4] } }]);
    took.push(performance.now() - began);
    lines.push(JSON.stringify(entry));
  }
  const db = await new Promise((done, fail) => {
    const asked = indexedDB.open("floor", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("lines");
    asked.onsuccess = () => done(asked.result); asked.onerror = () => fail(asked.error);
  });
  const floor = [];
  for (const [n, line] of lines.entries()) {
    const began = performance.now();
    await new Promise((done, fail) => {
      const tx = db.transaction("lines", "readwrite", { durability: "strict" });
      tx.objectStore("lines").put(line, n); tx.oncomplete = done; tx.onabort = () => fail(tx.error);
    });
    floor.push(performance.now() - began);
  }
  return { took, floor, bytes: lines.at(-1).length };
}"""


def told(times: list[float]) -> dict:
    """p50 and p95 of milliseconds."""
    return {"p50_ms": round(median(times), 2), "p95_ms": round(quantiles(times, n=20)[18], 2)}


def main() -> None:
    """Serve the app, tap 200 times on a page of it, print one JSON line."""
    server = Server(worker=False)
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=browser(), args=FLAGS)
            page = chromium.new_context().new_page()
            page.goto(f"http://127.0.0.1:{server.port}/offline")
            seen = page.evaluate(MEASURE, {"module": static_url("js/capture/log.js"), "taps": TAPS})
            chromium.close()
    finally:
        server.stop()
    print(json.dumps({"bench": "tap to durable", "taps": TAPS, **told(seen["took"]), "floor": told(seen["floor"]),
                      "bytes": seen["bytes"], "ratio": round(median(seen["took"]) / median(seen["floor"]), 2)}))


if __name__ == "__main__":
    main()
