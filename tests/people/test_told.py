"""What a report is told of the review, on both databases."""

from datetime import date, timedelta

import pytest

from app.assess.answers import parse_answers
from app.assess.findings import Result
from app.people import review
from app.people.bans import open_bans
from app.people.decide import NewCondition, Ruling, decide, opine
from app.people.review import MoveError
from app.people.told import told
from app.people.workflow import BY_ID
from app.report.review import NO_REVIEW, Who, parse_review, plain
from app.store import answer_log, database
from app.store.answer_log import Change, Owner
from app.store.tables import Membership, Organisation, Person
from tests.conftest import TODAY

NEXT_YEAR = (date.today() + timedelta(days=365)).isoformat()
CONDITION = [NewCondition("Ask the vendor", "Purchasing", NEXT_YEAR)]


@pytest.fixture
def begun(each_database, tiny):
    """An assessment of a zone whose only ban is open, and what follows from it."""
    with database.session() as session:
        for place, kind, role in (("zone", "police", "dpo"), ("zone", "police", "controller"), ("body", "oversight", "reviewer")):
            if session.get(Organisation, place) is None:
                session.add(Organisation(id=place, name=f"The {place}", kind=kind))
            session.add(Person(id=role, email=f"{role}@{place}.example", name=role.title()))
            session.flush()
            session.add(Membership(person_id=role, organisation_id=place, role=role))
        session.commit()
        changes = [Change("is-ai", "yes"), Change("name", "Scorer")]
        made = answer_log.create(session, tiny.source.pack, tiny.source.identity, "en", changes, Owner(organisation="zone"))
        answers, _ = parse_answers(tiny.source, answer_log.as_written(answer_log.present(session, made.id)))
        return made.id, Result(tiny.source, answers, TODAY)


def test_what_was_asked_replied_advised_and_decided_is_told_with_who_and_when(begun, tiny):
    assessment, result = begun
    with database.session() as session:
        assert told(session, assessment, False, tiny.source) == NO_REVIEW
        review.move(session, assessment, BY_ID["review-internally"], "dpo")
        review.move(session, assessment, BY_ID["back-to-draft"], "dpo")
        review.submit(session, assessment, result, "dpo", "Now")
        asked = review.ask(session, assessment, "scored", "Who is scored?", "reviewer")
        session.flush()
        review.reply(session, assessment, asked, "Drivers", "dpo")
        opine(session, assessment, ("reviewer", "body"), "en", "conditional", "Too broad", ["Measure"])
        accepted = frozenset(one.id for one in open_bans([result]))
        decide(session, assessment, [result], "controller", Ruling("approve-with-conditions", "Needed", None, CONDITION, accepted))
        session.commit()
        found, seen = (told(session, assessment, overseer, tiny.source) for overseer in (False, True))
    assert [one.move for one in found.steps] == ["review-internally", "back-to-draft", "submit", "ask", "opine", "approve-with-conditions"]
    assert [one.move for one in seen.steps] == ["submit", "ask", "opine", "approve-with-conditions"]
    assert found.asked[0].about == tiny.source.questions["scored"].ask
    assert (found.asked[0].by, found.asked[0].replies[0].by) == (Who("Reviewer", "reviewer", "The body"), Who("Dpo", "dpo", "The zone"))
    assert found.opinions[0].points == ("Measure",)
    decision = found.decisions[0]
    assert (decision.by, decision.version) == (Who("Controller", "controller", "The zone"), 1)
    assert (decision.reason, decision.accepted) == ("Needed", ("Scoring people",))
    assert found.conditions[0].met is None
    assert parse_review(plain(found)) == found


@pytest.mark.parametrize(
    ("ruling", "field"),
    [
        (Ruling("approve", "Needed", accepted=frozenset({"prediction-prohibited"})), "decision"),
        (Ruling("approve-with-conditions", "Needed", None, CONDITION), "accepted"),
        (Ruling("approve-with-conditions", "Needed", accepted=frozenset({"prediction-prohibited"})), "condition-0"),
    ],
)
def test_an_open_ban_is_approved_only_when_accepted_and_under_conditions(begun, ruling, field):
    assessment, result = begun
    assert [one.id for one in open_bans([result])] == ["prediction-prohibited"]
    with database.session() as session:
        review.submit(session, assessment, result, "dpo", "Now")
        opine(session, assessment, ("reviewer", "body"), "en", "favourable", "Well described", [])
        with pytest.raises(MoveError) as refused:
            decide(session, assessment, [result], "controller", ruling)
    assert refused.value.field == field


def test_a_ban_by_either_rules_is_a_ban(begun, tiny):
    assessment, result = begun
    banned = Result(tiny.source, parse_answers(tiny.source, {"is-ai": "yes", "scored": "person", "facts-first": "no"})[0], TODAY)
    with database.session() as session:
        review.submit(session, assessment, result, "dpo", "Now")
        for law in ([result, banned], [banned, result]):
            with pytest.raises(MoveError, match="banned"):
                decide(session, assessment, law, "controller", Ruling("approve-with-conditions", "Needed", None, CONDITION))
