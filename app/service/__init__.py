"""What a running session does: one room per session, and rehearsal, over the same core."""
