"""The state of a session: the fold of its events, and the invariants of its parts."""
