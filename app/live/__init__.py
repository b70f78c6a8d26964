"""A session's audience: who watches, what they are sent, and what happens as time passes."""
