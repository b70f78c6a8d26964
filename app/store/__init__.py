"""Storage: the only part that knows the database."""
