"""The naive server: a loop that awaits a send to each socket; the baseline of the comparison."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()
sockets: set[WebSocket] = set()
text = ""


@app.websocket("/live")
async def live(socket: WebSocket) -> None:
    await socket.accept()
    try:
        await socket.receive_text()
        await socket.send_text(text)
        sockets.add(socket)
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        sockets.discard(socket)


@app.post("/publish")
async def publish() -> int:
    for socket in list(sockets):
        await socket.send_text(text)
    return len(sockets)


async def serve(port: int) -> None:
    config = uvicorn.Config(app, port=port, log_level="error", access_log=False)
    await uvicorn.Server(config).serve()


if __name__ == "__main__":
    text = Path(sys.argv[2]).read_text()
    asyncio.run(serve(int(sys.argv[1])))
