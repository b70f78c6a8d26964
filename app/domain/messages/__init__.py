"""Commands and events: what a role asks for, and what has happened."""
