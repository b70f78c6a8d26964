"""Ontime v4 clients, such as the stock Companion module: what they ask for and are told."""
