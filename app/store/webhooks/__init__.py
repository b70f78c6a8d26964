"""Webhooks in the database: receivers, and what waits to be sent."""
