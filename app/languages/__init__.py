"""Languages: texts of the interface, times, lists and countries in the reader's language."""
