"""What a stage crew sets: clocks beside that of the floor, and how each screen looks."""
