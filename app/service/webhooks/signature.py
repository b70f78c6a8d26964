"""Signatures of webhooks as published at standardwebhooks.com (version 1, symmetric): HMAC-SHA256 over id, time, body.

The specification is a few lines of standard library, so this is code of our own; receivers use any library of theirs.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping


def secret_of(server_key: bytes, subscription: str) -> str:
    """Return a receiver's secret, as libraries take it: `whsec_` and base64. Made from the key, so it is not stored."""
    made = hmac.digest(server_key, f"webhook {subscription}".encode(), hashlib.sha256)
    return f"whsec_{base64.b64encode(made).decode()}"


def signed_headers(secret: str, id_: str, at_s: int, body: str) -> Mapping[str, str]:
    """Return the headers that a receiver verifies a message with.

    Args:
        secret: as `secret_of` makes it.
        id_: the message's, the same for every try.
        at_s: the instant of this try, in seconds UTC; receivers refuse one that is minutes old.
        body: what is sent.
    """
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mark = hmac.digest(key, f"{id_}.{at_s}.{body}".encode(), hashlib.sha256)
    signature = f"v1,{base64.b64encode(mark).decode()}"
    return {"webhook-id": id_, "webhook-timestamp": str(at_s), "webhook-signature": signature}
