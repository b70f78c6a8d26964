"""Signs: what is on in a room now and next, for a screen by its door, and in all rooms, for the lobby."""
