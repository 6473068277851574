"""Arithmetic of effort: the log folded into visits, visits into scores, scores into cells, changes and gaps.

Standard library only: no clock, no database, no I/O, no other room. The phone's twin is `static/js/capture/`.
"""
