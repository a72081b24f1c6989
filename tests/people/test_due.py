"""What `waarborg due` finds and moves."""

import json
from datetime import date, timedelta

import pytest

from app.assess.answers import plain_value
from app.check.cases import answers_of
from app.cli import main
from app.people import review
from app.people.due import Law, begin_reviews, begin_reviews_of_banned, due
from app.people.workflow import BY_ID
from app.settings import settings
from app.store import answer_log, database
from app.store.answer_log import Change, Owner
from app.store.packs import PackArchive
from app.store.review_tables import Condition, Decision
from app.store.tables import Assessment, Membership, Organisation, Person

pytestmark = pytest.mark.both_databases

TODAY = date(2026, 11, 27)
PASSED, SOON, FAR = (TODAY + timedelta(days=days) for days in (-1, 10, 200))


@pytest.fixture
def zone(own_data):
    with database.session() as session:
        session.add(Organisation(id="a", name="Politiezone A", kind="police"))
        session.add(Person(id="dpo", email="d@a.example", name="D"))
        session.flush()
        session.add(Membership(person_id="dpo", organisation_id="a", role="dpo"))
        session.commit()
    return Owner(organisation="a")


def in_use(zone, real, review_on, *changes):
    """An assessment in use, to be reviewed on that day."""
    with database.session() as session:
        made = answer_log.create(session, real.source.pack, real.source.identity, "en", list(changes), zone)
        made.state = "approved"
        session.add(made)
        session.flush()
        review.move(session, made.id, BY_ID["use"], "dpo", review_on=review_on)
        session.commit()
        return made.id


def law(real, today=TODAY):
    return Law(real, PackArchive(settings().data_dir / "packs"), "en", today)


def found(real, within=30, today=TODAY):
    with database.session() as session:
        return [(row.what, row.on) for row in due(session, law(real, today), within)]


def test_a_review_is_due_when_its_day_is_near_or_has_passed(zone, real):
    for day in (PASSED, SOON, FAR):
        in_use(zone, real, day)
    assert found(real) == [("review", PASSED), ("review", SOON)]


def test_only_what_is_past_its_day_is_moved_and_the_dpo_is_told(zone, real):
    passed, later = in_use(zone, real, PASSED), in_use(zone, real, SOON)
    with database.session() as session:
        assert begin_reviews(session, TODAY) == [passed]
        session.commit()
        assert session.get(Assessment, passed).state == "due-for-review"
        assert session.get(Assessment, later).state == "in-use"
        assert [one.assessment_id for one in review.notices_of(session, "dpo") if one.move == "review"] == [passed]
        assert begin_reviews(session, TODAY) == []


def test_measures_that_are_not_in_place_are_awaited(zone, real):
    measure = real.source.impact.measures[0].id
    rows = [{"measure": measure, "state": state, "deadline": SOON.isoformat()} for state in ("planned", "in-place")]
    in_use(zone, real, FAR, Change("personal-data", "yes"), Change("measures-taken", rows))
    assert found(real) == [("measure", SOON)]


def test_conditions_are_awaited_until_they_are_met(zone, real):
    made = in_use(zone, real, FAR)
    with database.session() as session:
        decided = Decision(assessment_id=made, version=1, decision="approve-with-conditions", reason="r", by="dpo")
        session.add(decided)
        session.flush()
        row = {"decision_id": decided.id, "assessment_id": made, "owner": "o", "deadline": PASSED}
        session.add_all([Condition(text="open", **row), Condition(text="met", met=TODAY, **row)])
        session.commit()
    assert found(real) == [("condition", PASSED)]


def case(real, name):
    """The answers of a worked case."""
    answers = answers_of(real.source, real.source.cases[name])[0]
    return [Change(question, plain_value(one.value)) for question, one in answers.items()]


def test_what_is_in_use_and_prohibited_is_told_first_and_its_review_begins(zone, real):
    banned = in_use(zone, real, FAR, *case(real, "zaventem-face-recognition"))
    in_use(zone, real, FAR)
    since = date(2025, 2, 2)
    assert found(real, within=0) == [("prohibition", since)]
    with database.session() as session:
        assert begin_reviews_of_banned(session, law(real)) == [banned]
        session.commit()
        assert session.get(Assessment, banned).state == "due-for-review"
        assert "Live remote identification" in review.transitions_of(session, banned)[-1].note
        assert [one.move for one in review.notices_of(session, "dpo")] == ["review"]
        assert begin_reviews_of_banned(session, law(real)) == []
    assert found(real, within=0) == [("prohibition", since)]


def test_a_ban_that_begins_soon_is_told_before_its_day(zone, real):
    yes, no = ("makes-images-of-people", "intimate-of-a-person"), ("intimate-consent", "intimate-only-covers")
    images = [*(Change(name, "yes") for name in yes), *(Change(name, "no") for name in no)]
    in_use(zone, real, FAR, *case(real, "veripol"), *images)
    begins = date(2026, 12, 2)
    assert ("prohibition", begins) in found(real)
    assert "prohibition" not in [what for what, _ in found(real, within=0)]
    with database.session() as session:
        assert begin_reviews_of_banned(session, law(real)) == []


def test_the_command_tells_programs_and_people(zone, real, capsys, monkeypatch):
    monkeypatch.setattr("app.pack.load.load", lambda _folder: real)
    made = in_use(zone, real, date.today(), Change("system-name", "Night map"))
    assert main(["due", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["moved"] == [made] and said["due"][0]["title"] == "Night map"
    assert main(["due"]) == 0
    assert "Politiezone A, Night map: review" in capsys.readouterr().out
    assert main(["due", "--lang", "xx"]) == 2
