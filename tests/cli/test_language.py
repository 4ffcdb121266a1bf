"""Which language is spoken: that of --lang, else of DL_QUIZ_LANG, else the one that was saved, else that of the locale."""

import pytest

from dl_quiz.learner.settings import Settings, settings
from tests.courses import SMALL
from tests.program import run_in_process

THERE = ("topics", "adding", "--course", SMALL)


def spoken(home, *options, **environment):
    done = run_in_process(*THERE, *options, home=home, **{"language": "", "DL_QUIZ_LANG": "", **environment})
    assert done.code == 0, done.err
    return {"Addition": "en", "Adding": "en", "加法": "zh"}[done.out.split("\n")[0]]


@pytest.mark.parametrize(
    ("option", "environment", "saved", "locale", "language"),
    [
        ("zh", "en", "en", "en_US.UTF-8", "zh"),
        ("en", "zh", "zh", "zh_CN.UTF-8", "en"),
        ("", "zh", "en", "en_US.UTF-8", "zh"),
        ("auto", "zh", "en", "en_US.UTF-8", "zh"),
        ("", "zh_CN", "en", "C", "zh"),
        ("", "ZH", "", "C", "zh"),
        ("", "zh-Hans", "", "C", "zh"),
        ("", "auto", "zh", "en_US.UTF-8", "zh"),
        ("", "", "zh", "en_US.UTF-8", "zh"),
        ("", "", "en", "zh_CN.UTF-8", "en"),
        ("", "", "", "zh_CN.UTF-8", "zh"),
        ("", "", "", "de_DE.UTF-8", "en"),
        ("", "", "", "", "en"),
    ],
)
def test_the_precedence(tmp_path, option, environment, saved, locale, language):
    if saved:
        assert run_in_process("--lang", saved, "--save", home=tmp_path).code == 0
    options = ("--lang", option) if option else ()
    assert spoken(tmp_path, *options, DL_QUIZ_LANG=environment, LANG=locale) == language


def test_saving_says_what_it_does_and_auto_forgets(tmp_path):
    done = run_in_process("--lang", "zh", "--save", home=tmp_path)
    assert (done.code, done.out, done.err) == (
        0,
        "以后默认使用中文；可用 --lang 或 DL_QUIZ_LANG 临时改变，用 --lang auto --save 取消。\n",
        "",
    )
    assert settings(tmp_path) == Settings("zh")
    done = run_in_process("--save", "--lang=en", home=tmp_path)
    assert done.out == "From now on in English; --lang or DL_QUIZ_LANG say otherwise, and --lang auto --save forgets it.\n"
    done = run_in_process("--lang", "auto", "--save", home=tmp_path, language="en")
    assert (done.out, settings(tmp_path)) == ("From now on in the language of the environment.\n", Settings())


def test_saving_goes_before_a_command(tmp_path):
    done = run_in_process(*THERE, "--lang", "zh", "--save", home=tmp_path)
    assert done.code == 0 and done.out.startswith("以后默认使用中文") and "\n加法\n" in done.out


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"lang": "fr"}', b"\xff", b"9" * 20_000])
def test_settings_that_are_none_are_not_minded(tmp_path, content):
    (tmp_path / "settings.json").write_bytes(content)
    assert settings(tmp_path) == Settings() and spoken(tmp_path, LANG="zh_CN") == "zh"


@pytest.mark.parametrize(
    ("words", "environment", "en", "zh"),
    [
        (["--save"], {}, "--save remembers the language; give it with --lang\n", "--save 用来记住语言；请同时给出 --lang\n"),
        (
            ["topics"],
            {"DL_QUIZ_LANG": "fr"},
            "DL_QUIZ_LANG takes en, zh or auto, not “fr”\n",
            "DL_QUIZ_LANG 只能是 en、zh 或 auto，而不是“fr”\n",
        ),
    ],
)
def test_what_is_no_language_is_told(tmp_path, words, environment, en, zh):
    for locale, sentence in (("C", en), ("zh_CN", zh)):
        done = run_in_process(*words, home=tmp_path, **{"DL_QUIZ_LANG": "", "LANG": locale, **environment})
        assert (done.code, done.out, done.err) == (2, "", sentence)


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "home").write_text("", encoding="utf-8")
    home = tmp_path / "home"
    for language, sentence in (
        ("en", f"{home} cannot be written (File exists); make room, or name another folder with DL_QUIZ_HOME\n"),
        ("zh", f"{home} 无法写入（File exists）；请腾出空间，或用 DL_QUIZ_HOME 指定其他文件夹\n"),
    ):
        done = run_in_process("--lang", language, "--save", home=home)
        assert (done.code, done.err) == (2, sentence)
