"""The times of calendars: zones, lengths and repetitions."""
