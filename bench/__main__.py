"""`python -m bench NAME ...`: run one benchmark; without a name, list them."""

from __future__ import annotations

import sys
from importlib import import_module

NAMES = (
    "fanout",
    "feeds",
    "stalled",
    "arrival",
    "command",
    "idle",
    "scale",
    "votes",
    "delegates",
    "fold",
    "flood",
    "staff",
    "glass",
    "sessions",
    "cluster",
    "cold",
)


def main() -> None:
    if len(sys.argv) > 1 and sys.argv[1] in NAMES:
        import_module(f"bench.{sys.argv[1]}").main(sys.argv[2:])
    else:
        for name in NAMES:
            print(f"python -m bench {name:8} {(import_module(f'bench.{name}').__doc__ or '').partition(': ')[0]}")


if __name__ == "__main__":
    main()
