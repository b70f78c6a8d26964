"""What several processes of one database share beside the journal, for as long as it is of use."""
