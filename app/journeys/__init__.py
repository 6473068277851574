"""Journeys, their revisions, ordered touchpoints and what each should take. Not walks: those are someone's doing."""
