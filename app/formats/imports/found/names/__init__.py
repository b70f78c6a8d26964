"""Names of people: whether a text may be one, and the names in a cell."""
