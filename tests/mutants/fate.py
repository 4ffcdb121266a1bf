"""What may become of a planted fault."""

from __future__ import annotations

from typing import Literal

Fate = Literal["killed", "alive", "broken", "stale"]
FATES: dict[int, Fate] = {0: "alive", 1: "killed"}  # by pytest's exit code
ENOUGH = 0.95
PATIENCE = 600  # seconds for one run of tests; a fault may make a loop endless
