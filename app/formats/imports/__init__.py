"""Programme files of other programs: detect the format, read in a separate process, select what to import."""
