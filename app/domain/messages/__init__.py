"""Commands, which roles give, and events, which the journal stores."""
