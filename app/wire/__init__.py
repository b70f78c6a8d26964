"""The bytes of sockets: frames, the opening handshake and the messages. Pure; no socket is used here."""
