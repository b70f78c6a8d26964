"""Webhooks in the database: who is to be told of what, and what waits to be sent."""
