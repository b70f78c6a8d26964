"""The command line of a server: one module per group of commands."""
