"""Several processes of one server: a supervisor, its children, their sockets, how a process ends."""
