"""Personas: issue, goal, mood, digital access as a rule, and the comments each rests on."""
