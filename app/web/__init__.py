"""The web site: pages, their parts, and their forms."""
