"""Backstage: who comes next, how ready they are, and when a person will speak."""
