"""Customer voice: what real customers said, when, where, and where it was found. Whom it supports is not kept here."""
