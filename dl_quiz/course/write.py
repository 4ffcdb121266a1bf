"""Data to the text of a course's file, such that what is read again is what was meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from dl_quiz.nouns import LANGUAGES, Language


def yaml_text(data: dict[str, Any]) -> str:
    """Return the YAML of a file: its lists of mappings item by item, what is below them on one line where it holds scalars alone."""
    return str(yaml.dump(_blocks(data), Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=None, width=10**6))


def told_in(languages: Sequence[Language], data: Any) -> Any:
    """Return data of which every text stands in each language as a course of these languages writes it: of one alone plainly."""
    if isinstance(data, dict):
        if set(data) == set(LANGUAGES) and len(languages) == 1:
            return told_in(languages, data[languages[0]])
        return {key: told_in(languages, value) for key, value in data.items()}
    return [told_in(languages, item) for item in data] if isinstance(data, list) else data


class _Block(dict[str, Any]):
    """A mapping that is written a key a line."""


def _blocks(data: dict[str, Any]) -> _Block:
    """Return a mapping that is written a key a line, and so are the mappings in its lists."""
    return _Block({key: [_blocks_below(item) for item in value] if isinstance(value, list) else value for key, value in data.items()})


def _blocks_below(item: Any) -> Any:
    return _Block(item) if isinstance(item, dict) else item


class _Dumper(yaml.SafeDumper):
    """Writes lists further in than their key, and texts of several lines as such; it quotes what would be read as something else."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent a list as a mapping is."""
        super().increase_indent(flow, False)


def _block(dumper: _Dumper, data: _Block) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=False)


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text and "\n " not in text and text == text.strip() else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(_Block, _block)
_Dumper.add_representer(str, _text)
