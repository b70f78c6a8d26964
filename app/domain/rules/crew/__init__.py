"""Commands of a stage crew: clocks beside that of the floor, how each screen looks, starts at a set time."""
