"""Monitoring: whether the process is well and ready, and its figures."""
