"""Webhooks for organisers: their receivers, and the messages that each of them was sent."""
