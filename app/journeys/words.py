"""What channels and phases are called on screen, and what is usual for a channel."""

from app.journeys.models import Channel
from app.scoring.config import config_of

# channel: words, icon of art.svg
CHANNELS = {
    Channel.web: ("Website", "icon-web"), Channel.app: ("App", "icon-app"), Channel.store: ("Store", "icon-store"),
    Channel.phone: ("Call centre", "icon-phone"), Channel.chat: ("Chat", "icon-chat"),
    Channel.email: ("E-mail", "icon-mail"), Channel.post: ("Post", "icon-mail"),
    Channel.social: ("Social media", "icon-chat"), Channel.other: ("Something else", "icon-more"),
}
PHASES = ("Become aware", "Find out", "Choose", "Buy", "Receive", "Set up", "Use", "Get help", "Pay", "Renew",
          "Leave")


def usual(channel: str) -> dict[str, int]:
    """What is usual for a channel where nothing was set: {steps, live_ms, away_ms}. Source: scoring.md 2.1."""
    return {part: int(value) for part, value in config_of().default_par(channel).items()}
