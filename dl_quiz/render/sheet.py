"""A sheet as YAML, with a place for the name and for each answer."""

from __future__ import annotations

import msgspec
import yaml

from dl_quiz.nouns import Language, Text
from dl_quiz.sheets.documents import Sheet
from dl_quiz.visible import escaped, has_unseen

_NOTE = Text(
    en="# Answer it at the terminal: dl-quiz take FILE · or fill in `name` and each `answer` here. To grade it: dl-quiz grade FILE\n",
    zh="# 在终端作答：dl-quiz take 文件 · 或在此填写 name 和每一项的 answer。批改：dl-quiz grade 文件\n",
)


def sheet_yaml(sheet: Sheet, language: Language) -> str:
    """Return a sheet as a person fills it in: where nothing stands yet, there is a place for the name and for each answer."""
    plain = msgspec.to_builtins(sheet)
    head = {name: plain.pop(name) for name in ("schema", "title") if name in plain}
    plain = head | {"name": ""} | plain
    for item in plain["items"]:
        item.setdefault("answer", "")
    return _NOTE.of(language) + escaped(yaml.dump(plain, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100))


class _Dumper(yaml.SafeDumper):
    """Quotes a text with characters that are not seen, so that they can be escaped."""


def _scalar(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if has_unseen(text) else None)


_Dumper.add_representer(str, _scalar)
