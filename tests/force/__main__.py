"""python -m tests.force kills 1000 | damage 2000 | writers 40 | imports 300 | room 40: so many times, in a folder of its own."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.force import damage, imports, kills, limits, writers


def main(what: str, count: int, first: int = 0) -> int:
    """Apply force, and print what became of it; return 1 where something was lost."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        match what:
            case "kills":
                tally: object = kills.run(here, count, first, lambda tally: print(tally, flush=True))
            case "damage":
                tally = damage.run(here, count, first)
            case "writers":
                tally = writers.run(here, count)
            case "imports":
                tally = imports.run(here, count, first)
            case "room":
                tally = {size: wrong for size in range(0, count * 1024, 1024) if (wrong := limits.with_room_for(here / str(size), size))}
                tally |= {-rows: wrong for rows in range(count) if (wrong := limits.without_growth(here / f"full-{rows}", rows))}
            case _:
                raise SystemExit(__doc__)
    print(f"{what}: {time.monotonic() - start:.0f} s; {tally}")
    return bool(getattr(tally, "lost", None) or getattr(tally, "wrong", None) or (isinstance(tally, dict) and tally))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
