"""Reading and writing: one file per format, and no rule of the session in any of them."""
