"""Webhooks: signed messages to other servers, at least once and in order."""
