"""Languages: the texts of the interface, times, lists and names of countries in the language of a reader."""
