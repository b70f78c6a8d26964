"""Use cases: one room per session, access, imports, rehearsal."""
