"""Static files at addresses that change with their content, so that a browser may keep them for ever."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import posixpath
import re
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

from app.web.rendering.page_cache import takes_gzip

FOR_EVER = b"public, max-age=31536000, immutable"
ASK_AGAIN = b"no-cache"
PACKED = frozenset({".css", ".js", ".svg"})  # fonts and pictures are compressed already
_IMPORT = re.compile(r'^import [^;"]*"(\.{1,2}/[^"]+)";$', re.MULTILINE)


class Assets:
    """Serve `/static/{digest}/...`; the digest is that of the whole folder, so that files can refer to each other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = StaticFiles(directory=folder)
        self._packed = {path.relative_to(folder).as_posix(): _packed(path) for path in _all(folder) if _packs(path)}
        self.digest = _digest(folder)
        self._imports = {
            path.relative_to(folder).as_posix(): _imports(folder, path) for path in folder.glob("js/**/*.js")
        }

    def url(self, path: str) -> str:
        """Return the address of a file, relative to the page's base."""
        return f"/static/{self.digest}/{path}"

    def text(self, path: str) -> str:
        """Return the text of a file in the folder."""
        return (self._folder / path).read_text("utf-8")

    def modules(self, path: str) -> list[str]:
        """Return a module's imports and their imports, so that the browser can load all of them at once."""
        needed: list[str] = []
        due = [*self._imports[path]]
        while due:
            if (module := due.pop(0)) not in needed:
                needed.append(module)
                due += self._imports[module]
        return needed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        mounted = scope.get("root_path", "")
        digest, _, rest = scope["path"].removeprefix(mounted).lstrip("/").partition("/")
        # A page from before an update still gets the present file, but must not store it under the old name.
        policy = FOR_EVER if digest == self.digest else ASK_AGAIN
        packed = self._packed.get(rest) if _wants_packed(scope) else None
        if packed is not None:
            await packed(scope, receive, _with_policy(send, policy))
            return
        inner = {**scope, "root_path": "", "path": f"/{rest}"}
        await self._files(inner, receive, _with_policy(send, policy))


@cache
def assets_of(folder: Path) -> Assets:
    """Return the files of a folder as they were when first asked for; the applications of one process share them."""
    return Assets(folder)


def _imports(folder: Path, path: Path) -> list[str]:
    beside = path.parent.relative_to(folder)
    return [
        posixpath.normpath((beside / name).as_posix()) for name in _IMPORT.findall(path.read_text(encoding="utf-8"))
    ]


def _packed(path: Path) -> Response:
    """Return the gzip response, compressed once."""
    kind, _ = mimetypes.guess_type(path.name)
    body = gzip.compress(path.read_bytes(), 9, mtime=0)
    return Response(body, headers={"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}, media_type=kind)


def _packs(path: Path) -> bool:
    return path.suffix in PACKED


def _wants_packed(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    return (
        scope["method"] in {"GET", "HEAD"} and "range" not in headers and takes_gzip(headers.get("accept-encoding", ""))
    )


def _with_policy(send: Send, policy: bytes) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] in {200, 206, 304}:
            message = {**message, "headers": [*message["headers"], (b"cache-control", policy)]}
        await send(message)

    return sending


def _all(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in _all(folder):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
