"""Commands of a stage crew: extra clocks, looks of screens, starts at a set time."""
