"""`python -m app`: the command line."""

from app.cli import app

app()
