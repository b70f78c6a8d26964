"""Decoding of bytes, and the syntax of JSON, YAML, TOML, XML and iCalendar."""
