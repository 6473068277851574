"""Workshops: leaders, staff and customers answer the same questions on sheets without names. Not here: accounts."""
