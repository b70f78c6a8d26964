"""The record of a session in every format, from one set of tables."""
