"""Bytes into text, and the syntax of JSON, YAML, XML and iCalendar."""
