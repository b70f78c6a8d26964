"""Templates into HTML: rendering, the page cache, compiled templates and static files."""
