"""What the pages of an import read from their forms, and what they say that saving would do."""
