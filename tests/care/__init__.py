"""Erasing, keeping and handing out."""
