"""A session's programme as other programs read it."""
