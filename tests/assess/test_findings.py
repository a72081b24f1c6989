from datetime import date

import pytest

from app.assess.evaluation import DateError


def test_a_rule_holds_when_its_conditions_hold_and_no_exception_does(assess):
    assert assess(is_ai="yes", scored="person", facts_first="no").finding("prediction-prohibited").status == "holds"


def test_a_named_exception_lifts_the_rule(assess):
    finding = assess(is_ai="yes", scored="person", facts_first="yes").finding("prediction-prohibited")
    assert finding.status == "does-not-hold"
    assert [(exception.id, truth) for exception, truth in finding.exceptions] == [("supports", True)]


def test_an_unknown_is_never_read_as_no(assess):
    finding = assess(is_ai="yes", scored="person", facts_first="not-known").finding("prediction-prohibited")
    assert finding.status == "open"
    assert finding.open_questions == ("facts-first",)


def test_a_place_score_that_reaches_a_person_counts_as_a_person_score(assess):
    finding = assess(is_ai="yes", scored="place", reaches_person="yes", facts_first="no").finding(
        "prediction-prohibited"
    )
    assert finding.status == "holds"
    assert set(finding.rests_on) == {"is-ai", "scored", "reaches-person", "facts-first"}


def test_an_answer_to_a_question_that_is_no_longer_asked_does_not_count(assess):
    result = assess(is_ai="yes", scored="thing", reaches_person="yes", facts_first="no")
    assert result.finding("prediction-prohibited").status == "does-not-hold"
    assert result.finding("place-claim").status == "does-not-hold"
    assert [question.id for question in result.asked] == [
        "is-ai",
        "name",
        "domains",
        "scored",
        "sets",
        "sent",
        "groups",
        "measures-taken",
        "score-changes",
    ]


def test_outside_the_act_a_rule_does_not_hold_but_says_that_it_would(assess):
    result = assess(is_ai="no", scored="person", facts_first="no")
    assert result.finding("prediction-prohibited").status == "does-not-hold"
    assert result.finding("prediction-prohibited").outside_regime
    (position,) = result.positions
    assert [finding.rule.id for finding in position.would_be] == ["prediction-prohibited"]


def test_while_the_scope_is_unknown_the_ban_stays_open_and_names_the_question(assess):
    finding = assess(scored="person", facts_first="no").finding("prediction-prohibited")
    assert (finding.status, finding.open_questions) == ("open", ("is-ai",))


def test_does_not_apply_counts_as_no(assess):
    result = assess(is_ai={"does-not-apply": "There is no system yet"}, scored="person", facts_first="no")
    assert result.finding("prediction-prohibited").status == "does-not-hold"


@pytest.mark.parametrize(
    ("on", "when"),
    [(date(2027, 12, 1), "applies-from"), (date(2027, 12, 2), "applies-now"), (date(2026, 2, 2), "applies-from")],
)
def test_a_rule_takes_its_date_from_the_provision(assess, on, when):
    timing = assess(on=on, is_ai="yes", scored="person", facts_first="yes").finding("prediction-high-risk").timing
    assert (timing.when, timing.from_) == (when, date(2027, 12, 2))


def test_the_weakest_source_of_law_gives_the_status(assess):
    timing = assess().finding("human-claim").timing
    assert (timing.status, timing.notes) == ("contested", ("Two readings.",))


def test_a_date_outside_the_state_of_the_law_is_an_error(assess):
    with pytest.raises(DateError, match="2026-01-01"):
        assess(on=date(2025, 12, 31))


def test_the_position_is_the_gravest_that_holds_and_names_what_it_could_still_be(assess):
    (position,) = assess(is_ai="yes", scored="person").positions
    assert position.gravest is None
    assert [finding.rule.id for finding in position.could_still_be] == ["prediction-prohibited", "prediction-high-risk"]
    (position,) = assess(is_ai="yes", scored="person", facts_first="no").positions
    assert position.gravest.rule.id == "prediction-prohibited"
    assert position.could_still_be == ()


def test_a_contradiction_is_found_where_it_arises(assess):
    result = assess(domains=["police", "defence"])
    assert [finding.rule.id for finding in result.contradictions_at("domains")] == ["defence-and-police"]
    assert assess(domains=["police"]).contradictions == ()


def test_progress_counts_only_what_is_asked(assess):
    first, second = assess(is_ai="yes", scored="thing", facts_first="not-known", name="A").progress
    assert (first.asked, first.answered, first.not_known) == (3, 2, 0)
    assert (second.asked, second.answered, second.not_known) == (6, 1, 0)
