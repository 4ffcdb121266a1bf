"""A walkthrough: a demo's scenes played on a terminal, on and back, again, and with other values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dl_quiz.errors import UsageError
from dl_quiz.nouns import LANGUAGES, Text, Unparsable
from dl_quiz.render.labels import say
from dl_quiz.render.line import Line
from dl_quiz.render.listing import values_line
from dl_quiz.render.stage import heading, render_answer, render_beside, render_held, render_step
from dl_quiz.render.style import BAD, GOOD, QUIET, RIGHT, WRONG
from dl_quiz.stage.options import read_value
from dl_quiz.stage.outline import Scene
from dl_quiz.stage.performance import Performance, every_argument, steps_of
from dl_quiz.stage.play import Judged
from dl_quiz.stage.steps import Ask, Film, Plot, Show
from dl_quiz.terminal.film import can_move, show_film
from dl_quiz.terminal.terminal import Leave, Terminal
from dl_quiz.terminal.wishes import wish_of
from dl_quiz.text import words

_ASSIGNMENT = re.compile(r"-{0,2}([a-z][a-z0-9_-]*)\s*[=＝]\s*(.+)", re.IGNORECASE)


@dataclass
class Walk:
    """A walk through the scenes of a performance: how far it came, and which claims were judged on the way."""

    terminal: Terminal
    performance: Performance
    step: bool
    motion: bool = True
    judged: dict[tuple[str, int], Judged] = field(default_factory=dict)

    def play(self) -> bool:
        """Play all scenes; return whether every claim held. Raises Leave; UsageError where a scene refuses its arguments; CourseError where its own code fails."""
        demo, terminal = self.performance.demo, self.terminal
        terminal.show(Line.assemble((demo.name, "bold"), f" · {demo.title.of(terminal.language)}"))
        for index, scene in enumerate(self.performance.scenes):
            self._scene(scene, f" {index + 1}/{len(self.performance.scenes)}" if len(self.performance.scenes) > 1 and self.step else "")
        terminal.show("", render_held(self.judged.values(), terminal.language))
        return all(one.standing != "fails" for one in self.judged.values())

    def _scene(self, scene: Scene, position: str) -> None:
        terminal = self.terminal
        title = f"{self.performance.demo.name} {scene.name}{position} · {scene.title.of(terminal.language)}"
        terminal.show("", heading(title, terminal.width))
        if scene.parameters:
            terminal.show(values_line(scene, every_argument(scene, self.performance.arguments), terminal.language))
        steps, at, is_shown = self._steps(scene), 0, False
        while at < len(steps):
            if not is_shown:
                terminal.show("")
                self._show(steps[at])
            is_shown = False
            if not self.step or isinstance(steps[at], Judged | Ask):
                at += 1
                continue
            wish = self._pause(scene, at + 1, len(steps))
            if wish == "next":
                return
            if isinstance(wish, Performance):
                steps = self._changed(scene, steps, at, wish)
                at, is_shown = min(at, len(steps) - 1), True
            else:
                at = {"back": _pause_before(steps, at), "again": 0}.get(wish, at + 1)

    def _steps(self, scene: Scene) -> Sequence[Any]:
        """Return all steps of a scene, so that it is known how many there are; where they are long in coming, the learner is told."""
        with self.terminal.working(words.COMPUTING):
            steps = list(steps_of(self.performance, scene))
        self.judged |= {(scene.name, index): step for index, step in enumerate(steps) if isinstance(step, Judged)}
        return steps

    def _show(self, step: Any) -> None:
        terminal = self.terminal
        moving = isinstance(step, Film) and self.motion and can_move(terminal)
        if not (moving and show_film(terminal, step)):
            terminal.show(render_step(step, terminal.language, terminal.screen))
        if isinstance(step, Ask):
            self._predict(step)

    def _pause(self, scene: Scene, at: int, of: int) -> str | Performance:
        """Wait for Enter or a wish; return the wish, or the performance with another value. Raises Leave."""
        terminal = self.terminal
        while True:
            typed = terminal.ask_and_wipe(f"  {terminal.say(words.PRESS_ENTER.format(at=at, of=of))} ").strip()
            wish = wish_of(typed)
            if wish == "leave":
                raise Leave
            if not typed or wish in ("back", "next", "again"):
                return wish or "on"
            if wish == "hint":
                terminal.show(Line(f"  {terminal.say(_steering(scene))}", style=QUIET))
                continue
            found = self._with(scene, typed)
            if isinstance(found, Performance):
                return found
            terminal.show(Line(f"  {terminal.say(found)}", style=BAD), Line(f"  {terminal.say(_steering(scene))}", style=QUIET))

    def _with(self, scene: Scene, typed: str) -> Performance | Text:
        """Return the performance with a value that was typed as `size=7`, or a sentence that says why it cannot be."""
        match = _ASSIGNMENT.fullmatch(typed)
        named = match[1].lower().replace("-", "_") if match else ""
        parameter = next((one for one in scene.parameters if one.name == named), None)
        if match is None or parameter is None:
            return words.NOT_UNDERSTOOD.format(typed=typed)
        value = read_value(parameter, match[2])
        if isinstance(value, Text):
            return value
        return replace(self.performance, arguments={**self.performance.arguments, parameter.name: value})

    def _changed(self, scene: Scene, before: Sequence[Any], at: int, performance: Performance) -> Sequence[Any]:
        """Play a scene anew with another value, and show where it stands, beside how it was; return its steps."""
        kept, self.performance = self.performance, performance
        terminal = self.terminal
        try:
            steps = self._steps(scene)
        except UsageError as refusal:
            self.performance = kept
            terminal.show(Line(f"  {terminal.say(refusal.text)}", style=BAD))
            return before
        terminal.show(values_line(scene, every_argument(scene, performance.arguments), terminal.language), "")
        if at >= len(steps):
            return steps
        old, new = before[at], steps[at]
        if isinstance(old, Show | Plot) and isinstance(new, Show | Plot):
            pair = [replace(one, text=_labelled(word, one.text)) for word, one in ((words.BEFORE, old), (words.NOW, new))]
            terminal.show(render_beside(pair, terminal.language, terminal.screen))
        else:
            self._show(steps[at])
        return steps

    def _predict(self, ask: Ask) -> None:
        terminal = self.terminal
        while self.step:
            from dl_quiz.terminal.guess import judged_guess

            guess = terminal.ask(f"  {terminal.say(words.YOUR_GUESS)} > ").strip()
            if wish_of(guess) == "leave":
                raise Leave
            judged = judged_guess(ask, guess) if guess else None
            if isinstance(judged, Unparsable):
                terminal.show(Line(f"  {terminal.say(judged.why)}", style=BAD))
                continue
            if judged is not None:
                mark, word = (RIGHT, words.GUESS_RIGHT) if judged else (WRONG, words.GUESS_WRONG)
                terminal.show(Line(f"{mark} {terminal.say(word)}", style=GOOD if judged else BAD))
            break
        terminal.show(render_answer(ask, terminal.language))


def _pause_before(steps: Sequence[Any], at: int) -> int:
    """Return the last step before this one at which the walk stops, the first one at the beginning."""
    return next((index for index in reversed(range(at)) if not isinstance(steps[index], Judged)), 0)


def _steering(scene: Scene) -> Text:
    """Return what can be typed at a pause."""
    example = next((f"{one.name}={one.default}" for one in scene.parameters), "")
    return words.STEERING.format(change=words.CHANGE.format(example=example) if example else Text(en="", zh=""))


def _labelled(word: Text, text: Any) -> Text:
    en, zh = (f"{word.of(language)}: {say(text, language)}" for language in LANGUAGES)
    return Text(en=en, zh=zh)
