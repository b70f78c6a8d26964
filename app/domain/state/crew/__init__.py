"""What a stage crew sets: extra clocks, looks of screens, and what the stage shows besides the clock."""
