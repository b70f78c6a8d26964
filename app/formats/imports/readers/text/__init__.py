"""Read a programme as people write it: its pages, lines, items and people."""
