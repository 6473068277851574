"""Personas: whose shoes are walked in, the comments they rest on, and the catalogue that phones carry."""
