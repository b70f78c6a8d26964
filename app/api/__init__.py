"""What other programs talk to: the HTTP contract, version 1."""
