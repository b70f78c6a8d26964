"""What several processes of one database share beside the journal."""
