"""Everything that a server imports and compiles, done once in the process that all servers of a worker are forked from.

The worker itself renders no page, so it does not import this.
"""

from __future__ import annotations

import encodings.idna
import gc

import uvicorn.loops.uvloop

from app.cli import serve
from app.clock import SystemClock
from app.formats.demo import demo_plan
from app.main import ROOT
from app.store import migrating
from app.web.rendering.assets import assets_of
from app.web.rendering.render import prepare
from tests import ready

READY = (serve, migrating, ready, encodings.idna, uvicorn.loops.uvloop)

prepare()
assets_of(ROOT / "static")
demo_plan(SystemClock().now())
# What is here stays for the life of every server: none has to look through it, and copy its memory, to find garbage.
gc.collect()
gc.freeze()
