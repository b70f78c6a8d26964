"""The lectern: the text to be read aloud, with the clock and the reader's position."""
