"""Files for a recording of the session: chapters, captions, in and out points, from the record's marks."""
