"""The fields of the session document: how each is written, called and read."""
