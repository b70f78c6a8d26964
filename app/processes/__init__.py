"""Several processes of one server: a supervisor with its children, their sockets, and how a process ends."""
