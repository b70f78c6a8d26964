"""The secret that links and cookies are made from, where several servers share one: told by a setting, or in a file."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

from app.domain.errors import DataUnusable
from app.store.directory import Directory

SHORTEST = 32  # characters; a secret is made by a program, and never typed


def told_key(secret: str | None, file: Path | None) -> bytes | None:
    """Return the key that a secret makes; None if none was told.

    Args:
        secret: as ROSTRUM_SECRET has it.
        file: that of ROSTRUM_SECRET_FILE, whose text is the secret, without spaces and line feeds around it.

    Raises:
        DataUnusable: both were told, the file cannot be read, or the secret is too short.
    """
    if file is not None and secret is not None:
        raise DataUnusable("ROSTRUM_SECRET and ROSTRUM_SECRET_FILE are both given. Keep one of them.")
    if file is not None:
        secret = _text_of(file)
    if secret is None:
        return None
    if len(secret) < SHORTEST:
        raise DataUnusable(
            f"The secret has {len(secret)} characters and could be guessed; it needs {SHORTEST} or more. "
            'Make one with: python -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
    return hashlib.sha256(b"rostrum key\0" + secret.encode()).digest()


async def require_secret(directory: Directory, key: bytes, database: str) -> None:
    """Leave the mark of our key in a database that has none.

    Raises:
        DataUnusable: another key has left its mark there; two would revoke each other's links.
    """
    ours = mark_of(key)
    if not hmac.compare_digest(await directory.mark(ours), ours):
        raise DataUnusable(
            f"{database} belongs to servers with another secret than this one has. Give it their ROSTRUM_SECRET, or "
            "their links.key; or stop them all, and let links be made from this secret from now on with "
            "migrate --new-secret. Nothing was changed."
        )


async def take_secret(directory: Directory, key: bytes, database: str) -> None:
    """Make links from our key from now on; those of another key end.

    Raises:
        DataUnusable: a server runs on the database.
    """
    if not await directory.mark_anew(mark_of(key)):
        raise DataUnusable(f"A server runs on {database}. Stop all of them first. Nothing was changed.")


def mark_of(key: bytes) -> str:
    """Return the mark that a key leaves, from which it cannot be found out."""
    return hmac.digest(key, b"the mark of this key", hashlib.sha256).hex()


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise DataUnusable(f"ROSTRUM_SECRET_FILE is {file}, which cannot be read: {error}.") from error
