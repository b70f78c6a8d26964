"""Decoding of bytes, and the syntax of JSON, YAML, XML and iCalendar."""
