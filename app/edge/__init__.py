"""Shared by every entrance: who somebody is, what a request may be, and how a socket talks."""
