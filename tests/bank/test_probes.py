"""Every key point of our course can be asked for."""

import pytest

from dl_quiz.course.course import open_course

COURSE = open_course()


@pytest.mark.parametrize("topic", COURSE.topics)
def test_every_point_has_a_probe_that_is_a_question_of_its_own(topic):
    points = COURSE.read(topic).topic.points
    probes = [point.probe for point in points]
    assert None not in probes
    assert len({probe.en for probe in probes}) == len({probe.zh for probe in probes}) == len(points)
