"""Attacks: what is sent by people who mean harm or do not know what they send."""
