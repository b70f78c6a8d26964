"""What a stage crew sets: extra clocks, and looks of screens."""
