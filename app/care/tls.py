"""TLS as we serve it ourselves (`--certificate`, `make run HTTPS=1`): 1.3 first, 1.2 at least, and only ciphers that
keep secret what was said when the key is lost later, and notice a changed byte. Behind a proxy all that is the
proxy's."""

import ssl
from collections.abc import Callable

import uvicorn

# For 1.2; those of 1.3 are all of this kind. Source: Mozilla's server side TLS, intermediate, without DHE.
CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"


def strict(config: uvicorn.Config, made: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    """uvicorn's own context, whatever the machine's OpenSSL would allow besides."""
    context = made()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(CIPHERS)
    return context
