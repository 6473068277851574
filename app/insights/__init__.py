"""Scores, timelines and lists of walks for the desk. No form posts here; its jobs write only rebuildable rows."""
