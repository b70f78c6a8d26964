"""Languages: the texts of the interface, times, lists and names of countries in the reader's language."""
