"""Programme files of other programs: detect, read in a separate process, select what to import."""
