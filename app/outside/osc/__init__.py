"""OSC for lighting desks, QLab and TouchOSC. Off unless a port is set."""
