"""The fields of the session document: how each is written, what it is called, and how its value is read."""
