"""Users, roles, sessions, tokens and who may do what."""
