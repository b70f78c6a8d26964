"""Data of unknown programs that are made like the data of others before they are read."""
