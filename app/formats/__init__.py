"""Files and texts, read and written."""
