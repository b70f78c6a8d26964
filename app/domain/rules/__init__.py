"""The rules: a command becomes events, or is refused."""
