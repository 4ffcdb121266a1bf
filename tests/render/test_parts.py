"""A line of parts breaks between them alone."""

from dl_quiz.render.parts import rows_of_parts


def test_parts_stand_side_by_side_while_they_fit():
    assert rows_of_parts(["ab", "cd", "ef"], 7) == ["ab · cd", "ef"]
    assert rows_of_parts(["ab", "cd", "ef"], 6) == ["ab", "cd", "ef"]
    assert rows_of_parts(["s 跳过", "q 退出"], 15) == ["s 跳过 · q 退出"]
    assert rows_of_parts(["s 跳过", "q 退出"], 14) == ["s 跳过", "q 退出"]
    assert rows_of_parts(["longer than it", "x"], 5) == ["longer than it", "x"] and rows_of_parts([], 5) == []
