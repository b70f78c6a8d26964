"""Serving: bytes, requests and sockets before and after a handler."""
