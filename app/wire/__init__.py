"""The bytes of sockets: frames, opening handshake, messages. Pure; no socket is used here."""
