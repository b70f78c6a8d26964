"""Programme files of other programs: detect the format, read in a process of its own, select what to import."""
