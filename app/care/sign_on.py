"""Look at company sign-on without signing anybody in: the settings, what the provider announces, and its keys."""

from collections.abc import Iterator

from app.accounts.provider import KINDS, Provider, redirect_uri
from app.care.findings import Finding, bad, ok, warn
from app.kit.errors import Refusal
from app.kit.fetch import Outbound
from app.settings import Settings

ABOUT = "sign-on"


def looked_at(settings: Settings, outbound: Outbound | None = None) -> Iterator[Finding]:
    """Nothing where none is set up. Calls the provider, and no other address."""
    named = {"OIDC_ISSUER": settings.oidc_issuer, "OIDC_CLIENT_ID": settings.oidc_client_id}
    if not any(named.values()):
        return
    missing = [name for name, said in {**named, "PUBLIC_URL": settings.public_url}.items() if not said]
    if missing:
        yield bad(ABOUT, f"Company sign-on is not offered: {' and '.join(missing)} "
                  f"{'is' if len(missing) == 1 else 'are'} not set.")
        return
    try:
        yield from _answers(Provider(settings, outbound or Outbound(settings)), settings)
    except Refusal as no:
        yield bad(ABOUT, f"{settings.oidc_issuer}: {no.details.get('why') or no.sentence}")


def _answers(provider: Provider, settings: Settings) -> Iterator[Finding]:
    said = provider.announced()
    methods = said.get("code_challenge_methods_supported")
    if isinstance(methods, list) and "S256" not in methods:
        yield bad(ABOUT, "The provider does not know PKCE with S256, without which nobody is let in.")
    if not provider.can():
        yield bad(ABOUT, f"The provider publishes no key for {', '.join(KINDS)}, so nothing it says can be believed. "
                  f"{provider.too_short()}".strip())
        return
    if not settings.oidc_client_secret:
        yield warn(ABOUT, "OIDC_CLIENT_SECRET is empty. Right for a public client; otherwise nobody can be let in.")
    bits = provider.shortest()
    short = f" It signs with RSA of {bits} bits, less than 128 bits of strength: ask it for RSA 3072 or ES256."
    yield ok(ABOUT, f"{settings.oidc_name} answers. It must send people back to {redirect_uri(settings)}"
             f"{short if 0 < bits < 3072 else ''}")
