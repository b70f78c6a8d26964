"""Rostrum: a live session moderation server."""
