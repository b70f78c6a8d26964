"""A session's programme for other programs."""
