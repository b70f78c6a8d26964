"""Lines of a text that are no items: what they say of the items around them."""
