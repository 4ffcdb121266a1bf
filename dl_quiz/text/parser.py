"""What the command-line parser says in English of its own, in Chinese."""

from __future__ import annotations

import re

_WORDS = {
    "Usage": "用法",
    "Arguments": "参数",
    "Options": "选项",
    "Commands": "命令",
    "Show this message and exit.": "显示帮助并退出。",
    "Install completion for the current shell.": "为当前 shell 安装补全。",
    "Show completion for the current shell, to copy it or customize the installation.": "显示当前 shell 的补全脚本，可复制或自行安装。",
}
_IN_BRACKETS = {"default: ": "默认：", "env var: ": "环境变量：", "required": "必填"}
_BRACKETS = re.compile(r"\[(?:default: |env var: |required)[^\]]*\]")

_SENTENCES = [
    (
        r"No such option: (.+?)(?: Did you mean (.+?)\?)?(?: \((?:Possible|Did you mean one of).*?: (.+)\))?",
        r"没有选项 \1|；是否想写 \2？|；是否想写 \3？",
    ),
    (r"No such command ['“](.+?)['”]\.?(?: Did you mean (.+)\?)?", r"没有命令“\1”|；是否想写 \2？"),
    (r"Missing (?:argument|parameter)(?:[: ]+['“](.+?)['”])?", r"缺少参数| \1"),
    (r"Missing option(?:[: ]+['“](.+?)['”])?", r"缺少选项| \1"),
    (r"Missing command", "缺少命令"),
    (r"Invalid value for (.+?): (.+) is not a valid int(?:eger)?(?: range)?", r"\1 需要整数，而不是 \2"),
    (r"Invalid value for (.+?): (.+) is not a valid float(?: range)?", r"\1 需要数字，而不是 \2"),
    (r"Invalid value for (.+?): (.+) is not in the range (.+)", r"\1 的值 \2 不在范围 \3 内"),
    (r"Invalid value for (.+?): (.+) is not one of (.+)", r"\1 不能是 \2；可选：\3"),
    (r"Invalid value for (.+?): (.+)", r"\1 的值不对：\2"),
    (r"Option (.+) requires an argument", r"选项 \1 需要一个值"),
    (r"Option (.+) does not take a value", r"选项 \1 不带值"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)", r"多出了参数 \1"),
]
"""The parser's sentences, each with its Chinese: parts between | are there when what they quote is."""


def words_in_chinese(text: str) -> str:
    """Return a heading, or a text of its own with what it tells of an option in brackets, in Chinese; another text as it is."""
    return _BRACKETS.sub(_bracketed, _WORDS.get(text, text))


def _bracketed(found: re.Match[str]) -> str:
    text = found[0]
    for en, zh in _IN_BRACKETS.items():
        text = text.replace(en, zh)
    return text


def sentence_in_chinese(sentence: str) -> str:
    """Return a sentence of the parser, without its stop, in Chinese; one that is not known as it is."""
    for pattern, chinese in _SENTENCES:
        if found := re.fullmatch(pattern, sentence.rstrip(".")):
            parts = chinese.split("|")
            quoted = [re.findall(r"\\(\d)", part) for part in parts]
            return "".join(found.expand(part) for part, names in zip(parts, quoted, strict=True) if all(found[int(name)] for name in names))
    return sentence
