"""Two people move an assessment at the same moment: one does, the other is told that it moved."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Thread

import pytest

from app.people import review
from app.people.review import MoveError
from app.people.workflow import BY_ID
from app.store import answer_log, database
from app.store.answer_log import Change, Owner
from app.store.audit import chain_break
from app.store.review_tables import OverseerQuestion
from app.store.tables import Organisation
from app.store.witness import keep, witness_breaks


@pytest.fixture
def draft(each_database):
    """The id of a draft of an organisation."""
    with database.session() as session:
        session.add(Organisation(id="zone", name="Zone", kind="police"))
        session.commit()
        return answer_log.create(session, "tiny", "identity", "en", owner=Owner(organisation="zone")).id


def test_only_one_of_two_moves_at_the_same_moment_is_made(draft):
    ready, told = Barrier(2), []

    def move(by):
        with database.session() as session:
            ready.wait()
            try:
                review.move(session, draft, BY_ID["review-internally"], by)
                session.commit()
                told.append("made")
            except MoveError as error:
                told.append(error.code)

    for _ in range(10):
        told.clear()
        both = [Thread(target=move, args=(by,)) for by in ("dana", "dirk")]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert sorted(told) == ["made", "moved"]
        with database.session() as session:
            review.move(session, draft, BY_ID["back-to-draft"], "dana")
            session.commit()


def test_answers_steps_and_replies_at_the_same_moment_follow_each_other_in_one_log(draft):
    with database.session() as session:
        asked = OverseerQuestion(assessment_id=draft, version=0, text="Why?", by="rik")
        keep(session, draft, asked, "rik")
        session.commit()

    def answer(number):
        with database.session() as session:
            answer_log.append(session, draft, [Change(f"question-{number}", number)], "ali")

    def reply(number):
        with database.session() as session:
            review.reply(session, draft, asked, f"Because {number}", "dana")
            session.commit()

    def go_round(number):
        with database.session() as session:
            for name in ("review-internally", "back-to-draft"):
                try:
                    review.move(session, draft, BY_ID[name], "dana")
                    session.commit()
                except MoveError:
                    session.rollback()

    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(act, number) for number in range(20) for act in (answer, reply, go_round)]
        for one in done:
            one.result()
    with database.session() as session:
        log, steps = answer_log.entries_of(session, draft), review.transitions_of(session, draft)
        assert len(steps) >= 2 and len(log) == 1 + 20 + 20 + len(steps)
        assert chain_break(draft, log) is None
        assert not list(witness_breaks(session, draft, log, None))
