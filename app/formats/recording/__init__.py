"""A recording of the session, made elsewhere: chapters, captions and in and out points, from the record's marks."""
