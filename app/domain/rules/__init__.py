"""The rules: turn a command into events, or refuse it."""
