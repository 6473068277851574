"""Identifiers: time-ordered UUIDs for rows, secrets for links and tokens."""

import hashlib
import hmac
import os
import secrets
import time
import uuid


def new_id() -> str:
    """A UUIDv7 as text: unique, and kept near its neighbours in an index. Never order by it."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | (0x7 << 76) | int.from_bytes(os.urandom(10))
    value = (value & ~(0xC << 60)) | (0x8 << 60)
    return str(uuid.UUID(int=value & (2**128 - 1)))


def new_secret() -> str:
    """256 random bits, URL-safe, 43 characters."""
    return secrets.token_urlsafe(32)


def digest(secret: str | bytes) -> str:
    """SHA-256 in hex: what is stored of a secret, and the name of a blob."""
    return hashlib.sha256(secret.encode() if isinstance(secret, str) else secret).hexdigest()


def keyed(key: str, text: str) -> str:
    """HMAC-SHA-256 in hex: nobody without the key can make it, or tell what it was made of."""
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
