"""Shown elsewhere: what is on, inside other people's sites, and the QR code of a session for a slide."""
