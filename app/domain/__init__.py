"""The pure core: what a session is, what may happen to it, and what anyone may see of it."""
