"""Journeys: their revisions, ordered touchpoints, what each should take, and official figures beside them.

Walks, scores and personas live elsewhere; they name a journey by its id and revision.
"""
