"""Paper from a page: a Chromium of this machine, where there is one, prints HTML that needs nothing from anywhere.

It is given a file with everything inside, no network, and a folder of its own that is gone afterwards. Scripts are
kept out by the file's own policy: Chromium's printing is itself a script, so they cannot be switched off.
"""

import os
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path

from app.kit.errors import Refusal

SECONDS = 60
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
FLAGS = ("--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic",
         "--disable-dev-shm-usage", "--no-pdf-header-footer", "--proxy-server=127.0.0.1:9",
         "--host-resolver-rules=MAP * ~NOTFOUND")
# A browser takes some 200 MB; two at once would cost the phones their server.
_one_at_a_time = threading.Semaphore(1)


def browser() -> str | None:
    """Path of the Chromium that prints: the setting CHROMIUM of the environment, else the first one found."""
    named = (os.environ.get("CHROMIUM"), *NAMES)
    return next(filter(None, (shutil.which(name) for name in named if name)), None)


def printed(html: str) -> bytes:
    """The page as PDF. html: whole, with every style, picture and letter in it. Refuses: no_printer, not_printed."""
    path = browser()
    if path is None:
        raise Refusal("no_printer", 501, "This server has no Chromium to make a PDF with. Open the page to print and "
                      "let your own browser save it as PDF; it looks the same. Your admin can install Chromium.")
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix="shoeleather-print-") as folder:
        page, paper = Path(folder, "page.html"), Path(folder, "paper.pdf")
        page.write_text(html, encoding="utf-8", errors="replace")
        # Chromium's own sandbox does not start for root, which is who containers run as.
        caged = [] if os.geteuid() else ["--no-sandbox"]
        try:
            subprocess.run([path, *FLAGS, *caged,  # noqa: S603 — the Chromium that was found, and our words
                            f"--user-data-dir={folder}/profile", f"--print-to-pdf={paper}", page.as_uri()],
                           timeout=SECONDS, capture_output=True, check=True, cwd=folder,
                           env={"PATH": os.environ.get("PATH", ""), "HOME": folder, "LANG": "C.UTF-8"})
            return paper.read_bytes()
        except (subprocess.SubprocessError, OSError):
            raise Refusal("not_printed", 503, "The PDF could not be made just now. Try again, or open the page to "
                          "print and let your own browser save it as PDF.") from None
