"""The HTTP contract for programs, version 1."""
