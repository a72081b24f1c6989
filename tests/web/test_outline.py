"""Lists are worked out once for each state of the answers, and never show an earlier one."""

import re
from datetime import date, timedelta

import pytest

from app.store.answer_log import Change
from app.web import state
from tests.web.test_review import answer

NAMED = re.compile(r"Night map|Evening map")


@pytest.fixture
def evaluated(monkeypatch):
    """What lists evaluated, by the name of the system."""
    names, real = [], state.outline

    def counting(result):
        names.append(str(result.answers.known("system-name")))
        return real(result)

    monkeypatch.setattr(state, "outline", counting)
    return names


def test_a_list_shows_each_change_and_evaluates_nothing_twice(dana, shared, evaluated):
    answer(shared, Change("system-name", "Night map"))
    for page in ("/", "/portfolio", "/"):
        assert set(NAMED.findall(dana.get(page).text)) == {"Night map"}
    assert evaluated == ["Night map"]
    answer(shared, Change("system-name", "Evening map"))
    for page in ("/", "/portfolio"):
        assert set(NAMED.findall(dana.get(page).text)) == {"Evening map"}
    assert evaluated == ["Night map", "Evening map"]


def test_another_language_and_another_day_are_evaluated_anew(dana, shared, evaluated, monkeypatch):
    answer(shared, Change("system-name", "Night map"))
    dana.get("/")
    dana.headers["accept-language"] = "nl"
    dana.get("/")
    assert len(evaluated) == 2

    tomorrow = date.today() + timedelta(days=1)

    class Tomorrow(date):
        @classmethod
        def today(cls):
            return tomorrow

    monkeypatch.setattr(state, "date", Tomorrow)
    dana.get("/")
    assert len(evaluated) == 3
