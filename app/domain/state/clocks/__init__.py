"""Clocks beside that of the floor: they never count as time spoken."""
