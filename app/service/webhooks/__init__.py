"""Webhooks: signed messages to receivers of other servers, sent at least once and in order."""
