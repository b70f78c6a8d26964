"""What is kept: the only part that knows the database."""
