"""Plumbing without a domain word: time, database, refusals, pages, jobs, blobs. No room is imported here."""
