"""Which algorithms a passkey may sign with, and how long its RSA key must be: RSA_BITS, as for the provider's keys."""

from webauthn.helpers import base64url_to_bytes, decode_credential_public_key
from webauthn.helpers.cose import COSEAlgorithmIdentifier as Algorithm
from webauthn.helpers.decode_credential_public_key import DecodedRSAPublicKey

from app.kit.errors import Refusal
from app.settings import Settings

OFFERED = [Algorithm.EDDSA, Algorithm.ECDSA_SHA_256]  # 128 bits of strength
RSA = Algorithm.RSASSA_PKCS1_v1_5_SHA_256
RSA_USUAL = 2048  # bits with which Windows Hello signs; 112 of strength


def offered(settings: Settings) -> list[Algorithm]:
    """What a new passkey may choose among, the best first. No length can be asked of RSA, so it is left out where the
    usual one does not do."""
    return [*OFFERED, *([RSA] if settings.rsa_bits <= RSA_USUAL else [])]


def rsa_bits(kept: str) -> int:
    """How long the RSA key of a passkey is; 0 when it is none. kept: its public key as the row has it."""
    key = decode_credential_public_key(base64url_to_bytes(kept))
    return int.from_bytes(key.n).bit_length() if isinstance(key, DecodedRSAPublicKey) else 0


def is_too_short(settings: Settings, kept: str) -> bool:
    """Whether nothing signed with it is believed."""
    return 0 < rsa_bits(kept) < settings.rsa_bits


def demand(settings: Settings, kept: str) -> None:
    """Refuses: short_key."""
    if is_too_short(settings, kept):
        raise Refusal("short_key", 422, f"This passkey signs with RSA of {rsa_bits(kept)} bits, and none below "
                      f"{settings.rsa_bits} is taken here (RSA_BITS). Make one on your phone or in a password "
                      "store, which sign otherwise; if it was your only way in, ask an admin for a link.")
