"""Shoeleather: be your customer, and know how hard you make it."""
