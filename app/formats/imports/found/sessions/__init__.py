"""The sessions of a file: its items by day and room, in order, with their lengths."""
