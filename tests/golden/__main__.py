"""Compare what the program prints with what it printed when somebody last looked; with --update, take what it prints now.

python -m tests.golden [DEMO… | commands] [--update] [--against CHECKOUT] [--jobs 1]
"""

from __future__ import annotations

import argparse
import difflib
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from pathlib import Path

from tests.golden import scenes
from tests.golden.commands import FOLDER, Case
from tests.golden.scenes import NOT_HELD, Line, Variant
from tests.golden.sessions import TEXTS, Session
from tests.plays import forget

COMMANDS = "commands"
MOST = 60  # lines of one difference


def lines_of(demo: str) -> list[Line]:
    """Print all scenes of a demo."""
    lines = []
    for scene in scenes.scenes_of(demo):
        lines.append(scenes.line_of(demo, scene))
        forget()
    return lines


def changed(old: Line, new: Line) -> list[Variant]:
    """Return the variants in which a scene prints something else than it did."""
    return [variant for variant, hashed in new.hashes.items() if old.hashes.get(variant) not in (hashed, NOT_HELD)]


def elsewhere(checkout: Path, demo: str, scene: str, variant: Variant) -> str:
    """Return what another checkout's own program prints, run by that checkout's own Python."""
    own = checkout / ".venv" / "bin" / "python"
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(checkout),
        "DL_QUIZ_LANG": variant.language,
        "COLUMNS": str(variant.columns),
        "OMP_NUM_THREADS": "1",
    }
    command = [str(own if own.exists() else sys.executable), "-m", "dl_quiz", *variant.arguments(demo, scene)]
    done = subprocess.run(command, cwd=checkout, env=env, capture_output=True, check=False, encoding="utf-8")
    return f"{done.stdout}{done.stderr}" + (f"exit code {done.returncode}\n" if done.returncode else "")


def difference(checkout: Path, demo: str, scene: str, variant: Variant) -> Iterator[str]:
    """Yield the lines in which a scene differs from another checkout's."""
    old = elsewhere(checkout, demo, scene, variant).splitlines()
    new = scenes.text_of(scenes.printed(demo, scene, variant)).splitlines()
    lines = list(difflib.unified_diff(old, new, f"{checkout.name}: {variant}", f"here: {variant}", lineterm="", n=1))
    yield from lines[:MOST]
    if len(lines) > MOST:
        yield f"… {len(lines) - MOST} lines more"


def told(demo: str, new: list[Line], held: dict[tuple[str, str], Line], against: Path | None) -> Iterator[str]:
    """Yield a sentence on a demo, and lines on each scene that changed."""
    count = sum(hashed != NOT_HELD for line in new for hashed in line.hashes.values())
    gone = [scene for of, scene in held if of == demo and scene not in {line.scene for line in new}]
    unknown = [line.scene for line in new if (demo, line.scene) not in held]
    other = {line.scene: changed(held[demo, line.scene], line) for line in new if (demo, line.scene) in held}
    other = {scene: variants for scene, variants in other.items() if variants}
    if not (gone or unknown or other):
        yield f"{demo}: {len(new)} scenes, {count} outputs, all the same"
        return
    yield f"{demo}: {len(new)} scenes, {count} outputs; {sum(map(len, other.values()))} outputs of {len(other)} scenes changed"
    yield from (f"  {demo} {scene}: is new" for scene in unknown)
    yield from (f"  {demo} {scene}: is gone" for scene in gone)
    for scene, variants in other.items():
        yield f"  {demo} {scene}: {'; '.join(map(str, variants))}"
        if against is not None:
            easiest_last = sorted(variants, key=lambda variant: ("json", "40", "80").index(variant.form) * 10 - variant.seed)
            firsts = {variant.language: variant for variant in easiest_last}
            for variant in firsts.values():
                yield from (f"    {line}" for line in difference(against, demo, scene, variant))
    if against is None and other:
        yield "  (--against CHECKOUT, for example --against /work/wt/base, shows the difference)"


def compare_commands(*, update: bool) -> Iterator[str]:
    """Yield a sentence on the commands' texts, and the lines in which each of them changed."""
    changes = {text.name: list(_text_difference(text, update=update)) for text in TEXTS}
    changes = {name: lines for name, lines in changes.items() if lines}
    state = f"{len(changes)} changed: {', '.join(changes)}" if changes else "all the same"
    yield f"commands: {len(TEXTS)} texts, {state}"
    for lines in changes.values():
        yield from (f"    {line}" for line in lines[:MOST])
    for path in sorted({*FOLDER.glob("*.txt")} - {text.file for text in TEXTS}):
        yield f"  {path.name}: no command writes it; delete it"


def _text_difference(text: Case | Session, *, update: bool) -> Iterator[str]:
    old, new = text.file.read_text(encoding="utf-8") if text.file.exists() else "", text.text()
    if update:
        text.file.write_text(new, encoding="utf-8")
    return difflib.unified_diff(old.splitlines(), new.splitlines(), f"{text.name}: held", f"{text.name}: here", lineterm="", n=1)


def asked(known: tuple[str, ...]) -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.golden", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("demo", nargs="*", help="demos, or commands (default: all)")
    parser.add_argument("--update", action="store_true", help="take what is printed now")
    parser.add_argument("--against", type=Path, metavar="CHECKOUT", help="show the difference from what that checkout prints")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes (default: 1)")
    options = parser.parse_args()
    if strangers := set(options.demo) - set(known):
        parser.error(f"no such demo: {', '.join(sorted(strangers))}")
    return options


def compare_scenes(demos: tuple[str, ...], options: argparse.Namespace) -> Iterator[str]:
    """Yield a sentence on each demo, and lines on each scene that changed."""
    arithmetic, held = scenes.read()
    if held and arithmetic != scenes.arithmetic():
        yield f"note: taken with {arithmetic}; here is {scenes.arithmetic()}, so last digits may differ"
    with ProcessPoolExecutor(options.jobs) as pool:
        for demo, new in zip(demos, pool.map(lines_of, demos), strict=True):
            yield from told(demo, new, held, options.against and options.against.resolve())
            held = {key: line for key, line in held.items() if key[0] != demo} | {(demo, line.scene): line for line in new}
    if options.update:
        scenes.write(held.values())


def main() -> int:
    """Return 0 if nothing changed, or was taken."""
    known = scenes.demos()
    options = asked((*known, COMMANDS))
    wanted = options.demo or [*known, COMMANDS]
    code = 0
    parts = [compare_scenes(tuple(name for name in wanted if name != COMMANDS), options)]
    parts += [compare_commands(update=options.update)] if COMMANDS in wanted else []
    for line in chain.from_iterable(parts):
        print(line, flush=True)
        code = code or int(line.startswith("  "))
    return 0 if options.update else code


if __name__ == "__main__":
    raise SystemExit(main())
