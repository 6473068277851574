"""Effort: the door to every score of a visit and a walk.

Method jes-1.0.0, scoring.md §2; exact rationals, results in integer millipoints. Rooms import from here.
"""

from app.scoring.config import DEFAULTS, METHOD, config_of, refuse_out_of_bounds
from app.scoring.exact import Invalid, bin_of
from app.scoring.journey import alike_scores, par_score, predicted_score, score_fold, score_input
from app.scoring.points import points
from app.scoring.savings import saving
from app.scoring.visit import score_visit
from app.scoring.walk import score_walk
from app.scoring.what_if import what_if
from app.scoring.words import band, felt, mood

__all__ = [
    "DEFAULTS", "METHOD", "Invalid", "alike_scores", "band", "bin_of", "config_of", "felt", "mood", "par_score",
    "points", "predicted_score", "refuse_out_of_bounds", "saving", "score_fold", "score_input", "score_visit",
    "score_walk", "what_if",
]
