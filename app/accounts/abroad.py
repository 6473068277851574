"""Lines of the log of deeds also go where DEEDS_TO says, so that another machine keeps what this one could lose.

We open no connection for it: the machine's own syslog, journal or agent carries them on, over TLS (docs/host.md). What
is said there is what the chain holds, each line with its digest, once its transaction is committed.
"""

import logging
import sys
from logging.handlers import SysLogHandler, WatchedFileHandler

from app.kit.errors import Refusal
from app.settings import Settings

LOG = "shoeleather.deeds"
SYSLOG = "/dev/log"


def send(settings: Settings) -> None:
    """From now on, and no longer where it went before. Refuses: bad_deeds_to."""
    log = logging.getLogger(LOG)
    log.propagate = False
    log.setLevel(logging.INFO)
    for old in list(log.handlers):
        log.removeHandler(old)
        old.close()
    if settings.deeds_to:
        try:
            log.addHandler(_way(settings.deeds_to))
        except OSError as no:
            raise Refusal("bad_deeds_to", 409, f"DEEDS_TO is “{settings.deeds_to}”, and that cannot be written to: "
                          f"{no.strerror or no}. Give a file, “syslog”, “stderr” or “-”.") from None


def _way(to: str) -> logging.Handler:
    if to in ("-", "stderr"):
        return logging.StreamHandler(sys.stdout if to == "-" else sys.stderr)
    if to == "syslog":
        handler = SysLogHandler(SYSLOG, SysLogHandler.LOG_AUTHPRIV)
        handler.ident = "shoeleather: "
        return handler
    return WatchedFileHandler(to, encoding="utf-8")
