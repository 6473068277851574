"""A passkey in Python: what an authenticator and its browser would answer, and every way to answer wrong."""

import json
import os
from dataclasses import dataclass, field
from hashlib import sha256

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class SoftKey:
    """One credential of one site. count: as its maker counts, 0 for one that does not."""

    origin: str
    rp_id: str
    count: int = 1
    id: bytes = field(default_factory=lambda: os.urandom(16))
    secret: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    user_handle: str = ""

    def make(self, options: dict, **wrong) -> str:
        """The answer to `credentials.create`. wrong: origin, rp_id, type, flags."""
        self.user_handle = options["user"]["id"]
        key = cbor2.dumps(self._public())
        data = (self._data(wrong, PRESENT | VERIFIED | ATTESTED) + bytes(16) + len(self.id).to_bytes(2, "big")
                + self.id + key)
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._said({"clientDataJSON": self._client(options, "webauthn.create", wrong),
                           "attestationObject": made})

    def show(self, options: dict, **wrong) -> str:
        """The answer to `credentials.get`. wrong: origin, rp_id, type, flags, signature (a mask), user_handle."""
        client, data = self._client(options, "webauthn.get", wrong), self._data(wrong, PRESENT | VERIFIED)
        how = (padding.PKCS1v15(), hashes.SHA256()) if self._is_rsa else (ec.ECDSA(hashes.SHA256()),)
        signature = bytearray(self.secret.sign(data + sha256(client).digest(), *how))
        signature[-1] ^= wrong.get("signature", 0)
        handle = wrong.get("user_handle", self.user_handle)
        return self._said({"clientDataJSON": client, "authenticatorData": data, "signature": bytes(signature),
                           "userHandle": base64url_to_bytes(handle)})

    @property
    def _is_rsa(self) -> bool:
        return isinstance(self.secret, rsa.RSAPrivateKey)

    def _public(self) -> dict:
        """COSE: RFC 9053 §7.1.1, RFC 8230 §4."""
        numbers = self.secret.public_key().public_numbers()
        if self._is_rsa:
            return {1: 3, 3: -257, -1: numbers.n.to_bytes(self.secret.key_size // 8), -2: numbers.e.to_bytes(3)}
        return {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}

    def _client(self, options: dict, kind: str, wrong: dict) -> bytes:
        return json.dumps({"type": wrong.get("type", kind), "challenge": options["challenge"],
                           "origin": wrong.get("origin", self.origin), "crossOrigin": False}).encode()

    def _data(self, wrong: dict, flags: int) -> bytes:
        return (sha256(wrong.get("rp_id", self.rp_id).encode()).digest() + bytes([wrong.get("flags", flags)])
                + self.count.to_bytes(4, "big"))

    def _said(self, response: dict) -> str:
        key = bytes_to_base64url(self.id)
        return json.dumps({"id": key, "rawId": key, "type": "public-key",
                           "response": {name: bytes_to_base64url(value) for name, value in response.items()}})
