"""The words of the pages, one module per page."""
