"""OSC for lighting desks, QLab and TouchOSC: actions in, what is on out. Off unless a port is set."""
