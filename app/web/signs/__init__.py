"""Signs: what is on now and next, by a door and in the lobby."""
