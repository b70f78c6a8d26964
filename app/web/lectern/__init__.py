"""The lectern: the text to be read aloud, for its readers, with the clock and the reader's position."""
