"""Likeness, counted by hand on the tiny pack, whose decisive questions are scored, reaches-person and facts-first."""

import pytest

from app.assess.nearest import Neighbourhood, decisive
from app.check.cases import answers_of


@pytest.fixture(scope="module")
def near(tiny, assess):
    """Four cases beside which answers are laid."""
    return Neighbourhood(
        tiny.source,
        {
            "a": assess(scored="person", facts_first="no"),
            "b": assess(scored="person", facts_first="yes"),
            "c": assess(scored="place", reaches_person="yes", facts_first="no"),
            "d": assess(scored="person", facts_first="not-known", domains=["police"]),
        },
    )


def counted(neighbour):
    return neighbour.case, len(neighbour.equal), len(neighbour.differ), neighbour.silent


def test_decisive_are_the_closed_questions_behind_gates_and_classes(tiny, real):
    assert decisive(tiny.source) == ("scored", "reaches-person", "facts-first")
    assert "system-name" not in decisive(real.source)  # a text
    assert "performs-profiling" in decisive(real.source)


def test_the_share_of_equal_decisive_answers_orders_the_cases(near, assess):
    found = near.nearest(near.decided_by(assess(scored="person", facts_first="no")), least_common=1)
    assert [counted(one) for one in found.neighbours] == [("a", 2, 0, 0), ("d", 1, 0, 1), ("b", 1, 1, 0)]
    assert found.as_alike == 1  # c: the same facts, another thing that is scored


def test_not_known_is_never_the_same(near, assess):
    mine = near.decided_by(assess(scored="person", facts_first="not-known"))
    assert mine == {"scored": "person"}
    assert {one.case: one.equal for one in near.nearest(mine, least_common=1).neighbours}["d"] == ("scored",)


def test_an_answer_to_a_question_that_is_not_asked_does_not_count(near, assess):
    assert near.decided_by(assess(scored="thing", facts_first="no")) == {"scored": "thing"}


def test_the_answer_that_fewest_cases_give_is_told_first(near, assess):
    found = near.nearest(near.decided_by(assess(scored="person", facts_first="no")), number=1, least_common=1)
    assert found.neighbours[0].equal == ("facts-first", "scored")  # two cases have no facts first, three score persons


def test_too_few_common_answers_say_nothing(near, assess):
    mine = near.decided_by(assess(scored="person", facts_first="no"))
    assert near.nearest(mine, least_common=3).neighbours == ()
    assert [one.case for one in near.nearest(mine, least_common=2).neighbours] == ["a", "b", "c"]
    assert near.nearest(mine).neighbours == ()


def test_a_case_is_not_compared_with_itself(near, assess):
    found = near.nearest(near.decided_by(assess(scored="person", facts_first="no")), leave_out="a", least_common=1)
    assert [one.case for one in found.neighbours] == ["d", "b", "c"]


def test_live_face_recognition_is_like_other_face_recognition(real):
    from datetime import date

    from app.assess.findings import Result

    pack = real.source
    results = {
        name: Result(pack, answers_of(pack, case)[0], date(2026, 11, 23)) for name, case in pack.cases.items()
    }
    near = Neighbourhood(pack, results)
    mine = near.decided["zaventem-face-recognition"]
    found = near.nearest(mine, leave_out="zaventem-face-recognition")
    assert {pack.cases[one.case].kind for one in found.neighbours} == {"biometric"}
    assert near.nearest(mine).neighbours[0].equal == tuple(
        sorted(mine, key=lambda name: sum(other.get(name) == mine[name] for other in near.decided.values()))
    )
