"""Walks, the log that only grows, photos, and the three addresses the phone speaks to."""
