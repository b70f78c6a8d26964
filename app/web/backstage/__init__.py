"""Backstage: who comes next and how ready they are, and when a person of the conference will speak."""
