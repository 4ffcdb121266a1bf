"""The second language of a demo: what a scene says, told in every language."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from dl_quiz.nouns import Language, Text
from dl_quiz.stage.steps import Ask, Check, Film, Plot, Show, Step, T, Words

S = TypeVar("S", bound=Step)


@dataclass(frozen=True, slots=True, eq=False)
class Glossary:
    """The sentences of one demo, from the language of its scenes to the other one. What has no translation is told as it stands."""

    pairs: Mapping[str, str] = field(default_factory=dict)

    def text(self, words: Words, values: Mapping[str, Any]) -> Text:
        """Return what a scene says, with its values filled in, in every language."""
        if isinstance(words, Text):
            return words
        template, own = (words.template, words.values) if isinstance(words, T) else (words, {})
        told = self.pairs.get(template, template)
        return Text(en=template.format(**self._in(own, values, "en")), zh=told.format(**self._in(own, values, "zh")))

    def told(self, sentence: str) -> Text:
        """Return a sentence without values (a title, the meaning of a parameter) in every language."""
        return Text(en=sentence, zh=self.pairs.get(sentence, sentence))

    def _in(self, own: Mapping[str, Any], values: Mapping[str, Any], language: Language) -> dict[str, Any]:
        """Return the values of a sentence in a language: those of the scene, and its own, among which there may be words."""
        return {**values, **{name: self.text(value, values).of(language) if isinstance(value, T) else value for name, value in own.items()}}

    def label(self, label: Any, values: Mapping[str, Any]) -> Any:
        """Return a label: a symbol as it stands, words in every language."""
        return self.text(label, values) if isinstance(label, T) else label

    def step(self, step: S, values: Mapping[str, Any]) -> S:
        """Return a step whose words are told in every language; `values` are the scene's parameters."""
        told: dict[str, Any] = {"text": self.text(step.text, values)}
        if isinstance(step, Show):
            told |= {"data": self._cells(step.data, values), "rows": self._labels(step.rows, values)}
            told["columns"] = self._labels(step.columns, values)
        elif isinstance(step, Plot):
            told["series"] = {self.label(name, values): data for name, data in step.series.items()}
            told |= {"x": self.label(step.x, values), "y": self.label(step.y, values)}
        elif isinstance(step, Film):
            told["frames"] = tuple(self.step(frame, values) for frame in step.frames)
        elif isinstance(step, Ask):
            told["options"] = self._labels(step.options, values)
        elif isinstance(step, Check) and step.claim.because is not None:
            told["claim"] = dataclasses.replace(step.claim, because=self.text(step.claim.because, values))
        return dataclasses.replace(step, **told)

    def _labels(self, labels: Any, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(self.label(label, values) for label in labels)

    def _cells(self, data: Any, values: Mapping[str, Any]) -> Any:
        """Return the data of a table: words among its cells are told, numbers stay as they are."""
        if isinstance(data, list | tuple):
            return [self._cells(cell, values) for cell in data]
        return self.label(data, values)
