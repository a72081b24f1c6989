import pytest

from app.assess.findings import Result
from app.check.cases import answers_of
from app.report.exercise import (
    Item,
    Stage,
    named_items,
    possible_items,
    results_sheet,
    solution_of,
    tally,
    task_of,
    telling_items,
)
from tests.conftest import TODAY

QUESTION = Item("tiny-case", "question", "facts-first")
RULE = Item("tiny-case", "rule", "prediction-prohibited")


@pytest.fixture
def result(tiny):
    return Result(tiny.source, answers_of(tiny.source, tiny.source.cases["tiny-case"])[0], TODAY)


def test_closed_questions_and_expected_rules_can_be_asked_and_routine_assumptions_cannot(tiny):
    parts = [item.part for item in possible_items(tiny.source, "tiny-case")]
    assert parts == ["is-ai", "scored", "facts-first", "prediction-prohibited"]
    assert telling_items(tiny.source, "tiny-case") == (RULE,)
    assert possible_items(tiny.source, "nowhere") == ()


@pytest.mark.parametrize("name", ["", "tiny-case", "tiny-case/rule/", "tiny-case/question/domains", "a/rule/b"])
def test_an_item_that_no_case_has_is_refused(tiny, name):
    with pytest.raises(ValueError, match="does not have"):
        named_items(tiny.source, [str(RULE), name])


def test_the_facts_of_a_case_are_asked_before_its_rules(tiny):
    assert named_items(tiny.source, [str(RULE), str(QUESTION), str(RULE)]) == (QUESTION, RULE)


def test_every_possible_item_of_every_real_case_has_a_task_that_offers_its_answer(real):
    for language in real:
        pack = real[language]
        for case in pack.cases.values():
            result = Result(pack, answers_of(pack, case)[0], pack.as_of)
            assert telling_items(pack, case.case)
            for item in possible_items(pack, case.case):
                assert task_of(pack, item).fits(solution_of(result, item).choices), item


def test_what_the_class_sees_before_the_answer_carries_nothing_of_it(tiny, result):
    task = task_of(tiny.source, RULE)
    expectation = result.pack.cases["tiny-case"].expects["prediction-prohibited"]
    assert list(task.choices) == ["holds", "does-not-hold", "open"]
    assert not hasattr(task, "finding") and expectation.note not in task.title + task.hint


def test_the_solution_has_its_reasons(tiny, result):
    rule = solution_of(result, RULE)
    assert rule.choices == ("open",)
    assert rule.finding.decided_by and rule.expectation.note == "Facts are not known."
    question = solution_of(result, QUESTION)
    assert (question.choices, question.answer.basis, question.answer.note) == (("not-known",), "unknown", "Nobody says.")


@pytest.mark.parametrize(
    ("chosen", "fits"),
    [
        (["holds"], True),
        ([], False),
        (["holds", "open"], False),
        (["holds", "holds"], False),
        (["maybe"], False),
    ],
)
def test_one_choice_is_an_answer(tiny, chosen, fits):
    assert task_of(tiny.source, RULE).fits(chosen) is fits


def test_several_choices_are_an_answer_but_nothing_beside_not_known(real):
    task = task_of(real.source, Item("sensing-roermond", "question", "output-concerns"))
    assert task.fits(["person", "object"])
    assert not task.fits(["person", "not-known"])
    assert not task.fits(["none-of-these", "not-known"])


def test_the_tally_counts_people_and_never_divides_by_zero(tiny):
    task = task_of(tiny.source, RULE)
    bars = tally(task, [["open"], ["open"], ["holds"]])
    assert [(bar.choice, bar.count, bar.share) for bar in bars] == [
        ("holds", 1, 33),
        ("does-not-hold", 0, 0),
        ("open", 2, 67),
    ]
    assert {bar.share for bar in tally(task, [])} == {0}


def test_an_item_takes_answers_while_it_is_asked_and_not_revealed():
    assert Stage(2, 3, revealed=False).takes(2)
    assert not Stage(2, 3, revealed=False).takes(1)
    assert not Stage(2, 3, revealed=True).takes(2)
    assert not Stage(0, 3, revealed=False).takes(0)


def test_moving_stays_within_the_exercise():
    assert [Stage(0, 3, False).go(to) for to in ("next", "previous", "3", "99", "-5")] == [1, 0, 3, 3, 0]
    assert Stage(3, 3, False).go("next") == 3
    with pytest.raises(ValueError, match="invalid literal"):
        Stage(0, 3, False).go("end")


def test_the_sheet_counts_and_names_nobody(tiny, result):
    sheet = results_sheet("en", 4, [(task_of(tiny.source, RULE), solution_of(result, RULE), [["open"], ["holds"]])])
    assert sheet.rows[2] == (1, "Tiny case", sheet.rows[2][2], "It cannot be said yet", "Yes", 1, 2, 4)
    assert len(sheet.headings) == len(sheet.rows[0])
