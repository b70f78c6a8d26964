"""Draft minutes of a session: sentences in the order of what happened."""
