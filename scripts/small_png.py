"""Pictures of pages as small PNG files: 256 colours, which a page with text never needs more of to look the same."""

from __future__ import annotations

import base64
import struct
import zlib

from playwright.sync_api import Page

# The most frequent colours, and the number of the nearest of them for each pixel.
INDEXED = """async (picture) => {
  const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
  canvas.drawImage(bitmap, 0, 0);
  const pixels = new Uint32Array(canvas.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const channels = (pixel) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
  const palette = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 256).map(([pixel]) => channels(pixel));
  const distance = (a, b) => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
  const nearest = new Map();
  for (const pixel of counts.keys()) {
    const distances = palette.map((colour) => distance(colour, channels(pixel)));
    nearest.set(pixel, distances.indexOf(Math.min(...distances)));
  }
  const numbers = Uint8Array.from(pixels, (pixel) => nearest.get(pixel));
  return [palette.flat(), numbers.toBase64(), bitmap.width, bitmap.height];
}"""


def small_png(blank: Page, picture: bytes) -> bytes:
    """Return the same picture in 256 colours.

    Args:
        blank: a page of no server, whose browser reads the picture.
        picture: a PNG file.
    """
    palette, numbers, width, height = blank.evaluate(INDEXED, base64.b64encode(picture).decode())
    pixels = base64.b64decode(numbers)
    lines = b"".join(b"\0" + pixels[start : start + width] for start in range(0, width * height, width))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", bytes(palette)),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
