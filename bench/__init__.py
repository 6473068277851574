"""Figures beside their floors, each run bounded in time; printed as JSON lines. Run: python -m bench.<name>."""
