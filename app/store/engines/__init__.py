"""The engines, SQLite and PostgreSQL: what each of them does its own way, behind one protocol."""
