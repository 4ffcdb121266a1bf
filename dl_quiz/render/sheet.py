"""An empty sheet as YAML, with a place for each answer."""

from __future__ import annotations

import msgspec
import yaml

from dl_quiz.nouns import Language, Text
from dl_quiz.sheets.documents import Sheet

_NOTE = Text(en="# Fill in `answer` of each item, then: dl-quiz grade FILE\n", zh="# 填写每一项的 answer，然后运行：dl-quiz grade 文件\n")


def sheet_yaml(sheet: Sheet, language: Language) -> str:
    """Return a sheet as a person fills it in."""
    plain = msgspec.to_builtins(sheet)
    for item in plain["items"]:
        item["answer"] = ""
    return _NOTE.of(language) + str(yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=100))
