"""What another version of the pack changes for the same answers."""

import pytest

from app.assess.answers import parse_answers
from app.assess.findings import Result
from app.assess.law_change import LawChange
from app.pack.load import load
from tests.conftest import TODAY
from tests.packs import another_version

ANSWERS = {"is-ai": "yes", "scored": "person", "facts-first": "no"}


@pytest.fixture
def change(tiny, tmp_path):
    def compare(answers=ANSWERS, on=TODAY, before=TODAY, **changes):
        new = load(another_version(tmp_path / "newer", **changes)).source
        had, _ = parse_answers(tiny.source, answers)
        has, lost = parse_answers(new, answers)
        return LawChange(Result(tiny.source, had, before), Result(new, has, on), lost)

    return compare


def moves(found):
    return {move.rule.id: (move.from_, move.to, move.cause) for move in found.moves}


def test_the_same_questions_and_rules_change_nothing(change):
    found = change()
    assert not found.anything and found.moves == () and found.scores == ()


def test_a_rule_whose_conditions_change_moves_and_so_does_what_rests_on_it(change):
    found = change(prediction=[("    if: { term: scores-a-person }\n    unless", "    if: { scored: place }\n    unless")])
    assert moves(found) == {
        "prediction-prohibited": ("holds", "does-not-hold", "rule-changed"),
        "prediction-high-risk": ("does-not-hold", "holds-later", "elsewhere"),
    }


def test_new_rules_and_rules_that_are_gone_are_named(change):
    found = change(prediction=[("prediction-prohibited", "another-ban")])
    assert moves(found) == {
        "another-ban": ("does-not-hold", "holds", "new"),
        "prediction-prohibited": ("holds", "does-not-hold", "gone"),
    }
    assert [move.rule.id for move in found.moves] == ["another-ban", "prediction-prohibited"]


def test_another_date_in_the_law_moves_a_finding(change):
    found = change(act=[("2026-02-02", "2027-02-02")])
    assert moves(found) == {"prediction-prohibited": ("holds", "holds-later", "dates")}


def test_an_answer_that_no_longer_fits_moves_what_rested_on_it(change):
    found = change(prediction=[("person: A person,", "human: A person,"), ("scored: person", "scored: human")])
    assert moves(found)["prediction-prohibited"] == ("holds", "open", "answer-lost")
    assert [error.question for error in found.lost] == ["scored"]


def test_a_new_question_is_asked_anew_until_it_has_an_answer(change):
    found = change(prediction=[("when: { facts-first: yes }", "when: { facts-first: [yes, no] }")])
    assert [question.id for question in found.asked_anew] == ["override-rate"]


def test_an_answer_that_is_no_longer_asked_for_is_named(change):
    found = change(prediction=[("  - id: facts-first\n    when: { term: scores-a-person }", "  - id: facts-first\n    when: { scored: place }")])
    assert [question.id for question in found.no_longer_asked] == ["facts-first"]


def test_scores_that_move_are_named_with_both_levels(change):
    found = change(risks=[("if: { scored: person }, raises: gravity", "if: { scored: thing }, raises: gravity")])
    assert {(one.right.id, one.stage, one.before > one.after) for one in found.scores} == {
        ("privacy", stage, True) for stage in ("inherent", "current", "target")
    }


def test_on_another_day_the_same_rules_can_stand_otherwise(tiny):
    answers, _ = parse_answers(tiny.source, {"is-ai": "yes", "scored": "person", "facts-first": "yes"})
    days = [Result(tiny.source, answers, TODAY.replace(year=year)) for year in (2026, 2028)]
    assert moves(LawChange(*days)) == {"prediction-high-risk": ("holds-later", "holds", "dates")}
