"""Who may do what: links, sign-in, the pairing of screens, and the limits on guessing."""
