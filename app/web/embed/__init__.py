"""What is on, inside other sites, and the QR code of a session."""
