"""People: organisations, members, accounts, sessions, and who may do what."""
