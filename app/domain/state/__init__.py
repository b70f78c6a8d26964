"""The state of a session: the fold of its events, and the rules about its parts."""
