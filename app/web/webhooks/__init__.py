"""Webhooks for organisers: receivers, and messages sent."""
