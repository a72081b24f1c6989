"""Tables, counting conditions, legal periods, and the national law behind European rules."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assess.answers import AnswerError, parse_value, plain_value
from app.pack.model import Lapse
from app.report.contents import contents
from tests.conftest import TODAY


def status(assess, rule, **answers):
    return assess(is_ai="yes", **answers).finding(rule).status


def test_one_row_must_meet_all_the_tests(assess):
    apart = [{"origin": "bought", "rumours": "no"}, {"origin": "own", "rumours": "yes"}]
    assert status(assess, "bought-rumours", sets=apart) == "does-not-hold"
    assert status(assess, "bought-rumours", sets=[*apart, {"origin": "bought", "rumours": "yes"}]) == "holds"


def test_an_empty_cell_is_never_read_as_no(assess):
    assert status(assess, "bought-rumours", sets=[{"origin": "bought"}]) == "open"
    assert status(assess, "bought-rumours", sets=[{"origin": "own"}]) == "does-not-hold"


def test_counting_settles_as_soon_as_the_open_parts_cannot_change_it(assess):
    assert status(assess, "two-signs", sets=[{"origin": "bought"}]) == "open"
    assert status(assess, "two-signs", sets=[{"origin": "bought"}], scored="person") == "holds"
    assert status(assess, "two-signs", sets=[{"origin": "own", "rumours": "no"}]) == "does-not-hold"
    assert status(assess, "two-signs", sets="not-known", scored="person") == "open"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("text", "kind"),
        (["text"], "kind"),
        ([{"colour": "red"}], "unknown"),
        ([{"origin": "stolen"}], "option"),
        ([{"name": "A"}, {"years": -1}], "too-small"),
        ([{"name": "A"}] * 201, "too-long"),
    ],
)
def test_a_row_that_does_not_fit_is_named(tiny, rows, code):
    with pytest.raises(AnswerError) as error:
        parse_value(tiny.source.questions["sets"], rows)
    assert error.value.code == code
    if code == "too-small":
        assert "row 2" in str(error.value)


def test_rows_without_any_entry_are_left_out_and_the_rest_comes_back_as_entered(tiny):
    rows = [{"name": "A", "years": 3}, {"name": "", "rumours": "not-known"}]
    assert plain_value(parse_value(tiny.source.questions["sets"], rows)) == [{"name": "A", "years": 3}]


@pytest.mark.parametrize(
    ("start", "lapse", "end"),
    [
        (date(2026, 9, 1), {"weeks": 6}, date(2026, 10, 13)),
        (date(2026, 1, 31), {"months": 1}, date(2026, 2, 28)),
        (date(2027, 12, 31), {"months": 2}, date(2028, 2, 29)),
        (date(2026, 12, 30), {"days": 3}, date(2027, 1, 2)),
    ],
)
def test_a_legal_period_ends_on_the_right_day(start, lapse, end):
    assert Lapse(**lapse).after(start) == end


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 30))
def test_a_longer_period_never_ends_sooner(start, months):
    assert Lapse(months=months).after(start) <= Lapse(months=months + 1).after(start)


def test_the_clock_runs_from_the_answer_or_says_what_it_would_be_today(assess):
    known = assess(sent="2026-09-01").finding("two-signs").deadline
    assert (known.known, known.ends, known.extended) == (True, date(2026, 10, 13), date(2026, 11, 13))
    assert assess().finding("two-signs").deadline.starts == TODAY


def test_a_headline_is_answered_yes_no_or_depends(assess):
    def answer(**answers):
        return contents(assess(is_ai="yes", **answers)).headlines[0].answer

    bought = [{"origin": "bought", "rumours": "yes"}]
    assert answer(sets=bought) == "yes"
    assert answer(sets=[], scored="person") == "no"
    assert answer(scored="person") == "depends"
    assert contents(assess(is_ai="no", sets=bought)).headlines[0].answer == "if-applies"


def test_national_names_and_articles_stand_in_for_what_european_files_leave_open(tiny):
    assert tiny["en"].topics["topics/files"].about == "Which files go to the Watch."
    assert tiny["nl"].topics["topics/files"].about == "Welke bestanden naar de Wacht gaan."
    rule = tiny.source.rules["bought-rumours"]
    assert [str(citation) for citation in tiny.source.national(rule)] == ["land-act:60"]
    assert tiny.source.validity(rule).status == "applies"  # an unverified national number does not weaken the rule


def test_the_agenda_puts_what_must_stop_first(assess):
    parts = contents(
        assess(is_ai="yes", scored="person", facts_first="no", sets=[{"origin": "bought", "rumours": "yes"}])
    ).agenda
    assert [part.calls_for for part in parts] == ["stop", "doubt", "know"]
