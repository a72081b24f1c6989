"""The pack that is served is sound, and its worked cases come out as expected."""

from datetime import date

import pytest

from app.assess.findings import Result
from app.check import check
from app.check.cases import answers_of, differences
from app.settings import settings

CASES = sorted(path.stem for path in (settings().pack_dir / "cases").glob("*.yaml") if path.name.count(".") == 1)
TODAY = date(2026, 11, 23)


def test_the_pack_proves_itself(real):
    assert [str(problem) for problem in check(real)] == []


def test_every_case_is_there(real):
    assert sorted(real.source.cases) == CASES


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("case", CASES)
def test_a_case_comes_out_as_expected(real, case, language):
    assert differences(real[language], real[language].cases[case], TODAY) == []


def _finding(real, case, rule, on=TODAY):
    pack = real.source
    return Result(pack, answers_of(pack, pack.cases[case])[0], on).finding(rule)


def test_a_duty_of_2027_applies_later_before_that_date_and_now_after_it(real):
    before = _finding(real, "veripol", "high-risk-6c", date(2027, 12, 1))
    after = _finding(real, "veripol", "high-risk-6c", date(2027, 12, 2))
    assert before.holds and before.timing.when == "applies-from"
    assert after.holds and after.timing.when == "applies-now"


def test_an_unsettled_scope_says_what_holds_as_soon_as_it_is_settled(real):
    pack = real.source
    position = Result(pack, answers_of(pack, pack.cases["sensing-roermond"])[0], TODAY).positions[0]
    assert position.applies is None
    assert "crime-prediction-prohibited" in [found.rule.id for found in position.would_be]


@pytest.mark.parametrize(
    ("answers", "contradiction"),
    [
        ({"live-exception-claimed": "yes", "uses-biometric-data": "no"}, "exception-without-biometrics"),
        ({"personal-data": "no", "uses-biometric-data": "yes"}, "biometric-without-personal-data"),
        ({"rates-people": "no", "performs-profiling": "yes"}, "rating-denied-profiling-admitted"),
    ],
)
def test_a_contradiction_is_found_and_shown_at_each_of_its_answers(real, answers, contradiction):
    from app.assess.answers import parse_answers

    result = Result(real.source, parse_answers(real.source, answers)[0], TODAY)
    assert contradiction in [found.rule.id for found in result.contradictions]
    for question in answers:
        assert contradiction in [found.rule.id for found in result.contradictions_at(question)]


def test_not_ai_and_a_human_decides_end_no_questions(real):
    from app.assess.answers import parse_answers

    answers, _ = parse_answers(
        real.source, {"runs-on-machine": "no", "human-decides": "yes", "output-concerns": ["place"]}
    )
    asked = {question.id for question in Result(real.source, answers, TODAY).asked}
    always = {question.id for question in real.source.questions.values() if question.when is None}
    assert always <= asked


def test_not_ai_does_not_end_the_checks_on_places_and_on_the_list(real):
    from app.assess.answers import parse_answers

    pack = real.source
    unlisted = dict(pack.topics["ai-act/high-risk-filter"].examples[3].given)
    for scope in ({"runs-on-machine": "no"}, {}):  # no AI, and not known yet
        place = parse_answers(pack, {"what-is-scored": ["place"], "place-score-reaches-person": "yes", **scope})[0]
        assert Result(pack, place, TODAY).finding("places-only-claim").holds
        assert Result(pack, parse_answers(pack, {**unlisted, **scope})[0], TODAY).finding("outside-annex-iii").holds


def test_an_example_shows_each_rule_holding_and_not_holding(real):
    shown = {(rule, status) for topic in real.source.topics.values() for e in topic.examples for rule, status in e.then.items()}
    both = ("holds", "does-not-hold")
    assert [(rule, status) for rule in real.source.rules for status in both if (rule, status) not in shown] == []


def test_live_identification_without_a_cited_law_is_never_cleared(real):
    from app.assess.answers import parse_answers

    pack = real.source
    raw = {
        "used-by": "police", "used-for": ["law-enforcement"], "uses-biometric-data": "yes", "identifies-by-biometrics": "yes",
        "only-verification": "no", "people-take-part": "no", "identification-moment": ["live"], "public-space": "yes",
        "live-aim": ["missing"], "live-strictly-necessary": "yes", "live-national-law": "yes",
    }  # fmt: skip
    result = Result(pack, parse_answers(pack, raw)[0], TODAY, assume=frozenset({"ai-act"}))
    assert result.finding("real-time-identification-prohibited").open
    cited = parse_answers(pack, {**raw, "live-national-law-cited": "Article 1"})[0]
    assert (
        Result(pack, cited, TODAY, assume=frozenset({"ai-act"})).finding("real-time-identification-prohibited").status
        == "does-not-hold"
    )
