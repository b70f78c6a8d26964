"""Access: links, sign-in, pairing of screens, and limits on guessing."""
