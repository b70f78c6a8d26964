"""Write the sprite of icons from an unpacked `lucide-static` package: `python scripts/icons.py FOLDER`.

The sprite has the icons that `static/vendor/icons.txt` lists, one a line. `npm pack lucide-static` fetches the package.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"


def sprite(package: Path, names: list[str]) -> str:
    """Return one SVG with a symbol for each name, in the colour of the text around it."""
    symbols = "\n".join(_symbol(package / "icons" / f"{name}.svg", name) for name in names)
    version = json.loads((package / "package.json").read_text())["version"]
    return f'<!-- lucide-static {version}, ISC; see lucide-LICENSE.txt -->\n<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def _symbol(path: Path, name: str) -> str:
    body = re.sub(r"\s+", " ", re.sub(r"^.*?<svg[^>]*>|</svg>", "", path.read_text(), flags=re.DOTALL)).strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>'


def main() -> None:
    package = Path(sys.argv[1])
    names = (VENDOR / "icons.txt").read_text().split()
    version = json.loads((package / "package.json").read_text())["version"]
    for old in VENDOR.glob("lucide-*.svg"):
        old.unlink()
    (VENDOR / f"lucide-{version}.svg").write_text(sprite(package, names), encoding="utf-8")
    (VENDOR / "lucide-LICENSE.txt").write_text((package / "LICENSE").read_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
