"""What shows an answer, as a learner is told: a command to run, a place in a source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dl_quiz.asking.arguments import SceneCall, scene_call
from dl_quiz.nouns import Cite, Noun, Source, Supported, Value
from dl_quiz.text.commands import command


class Support(Noun, frozen=True, kw_only=True):
    """What shows an answer: a command to run and the name of its check, a place in a source, a page, or several of them."""

    command: str = ""
    check: str = ""
    cited: str = ""
    url: str = ""


def support_of(item: Supported, sources: Sequence[Source], drawn: Mapping[str, Value]) -> Support:
    """Return what shows a claim, for what was drawn."""
    return Support(
        command=command_of(scene_call(item.proof, drawn)) if item.proof else "",
        check=item.proof.check if item.proof else "",
        cited=_cited(item.cite, sources) if item.cite else "",
        url=item.url,
    )


def command_of(call: SceneCall) -> str:
    """Return the command that plays a scene with its arguments."""
    return command("demo", call.demo, call.scene, *(word for name, value in call.arguments.items() for word in _option(name, value)))


def _option(name: str, value: object) -> tuple[str, ...]:
    option = name.replace("_", "-")
    if isinstance(value, bool):
        return (f"--{option}" if value else f"--no-{option}",)
    typed = ",".join(f"{v:g}" for v in value) if isinstance(value, tuple) else value
    return (f"--{option}={typed}",) if str(typed).startswith("-") else (f"--{option}", str(typed))


def _cited(cite: Cite, sources: Sequence[Source]) -> str:
    """Return a citation as people write it."""
    source = next((source for source in sources if source.id == cite.source), None)
    if source is None:
        return cite.place
    first, *others = source.authors.split(", ")
    authors = f"{first} et al." if len(others) > 1 else source.authors
    return f"{authors} {source.year}, {source.title}, {cite.place}"
