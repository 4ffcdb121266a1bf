"""An empty sheet as YAML, with a place for each answer."""

from __future__ import annotations

import msgspec
import yaml

from dl_quiz.nouns import Language, Text
from dl_quiz.sheets.documents import Sheet
from dl_quiz.text.commands import command
from dl_quiz.visible import escaped, has_unseen

_NOTE = Text(en="# Fill in `answer` of each item, then: {command}\n", zh="# 填写每一项的 answer，然后运行：{command}\n")
_FILE = Text(en="FILE", zh="文件")


def sheet_yaml(sheet: Sheet, language: Language) -> str:
    """Return a sheet as a person fills it in."""
    plain = msgspec.to_builtins(sheet)
    for item in plain["items"]:
        item["answer"] = ""
    return _NOTE.format(command=command("grade", _FILE.of(language))).of(language) + escaped(
        yaml.dump(plain, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    )


class _Dumper(yaml.SafeDumper):
    """Quotes a text with characters that are not seen, so that they can be escaped."""


def _scalar(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if has_unseen(text) else None)


_Dumper.add_representer(str, _scalar)
