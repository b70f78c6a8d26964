"""Where a text names people: in its lines, below its items, and where most of its items have them."""
