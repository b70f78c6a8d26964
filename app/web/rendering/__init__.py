"""Rendering of templates to HTML, the page cache, compiled templates and static files."""
