"""The handlers of the pages, one module per page."""
