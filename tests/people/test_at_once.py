"""Two people move an assessment at the same moment: one does, the other is told that it moved."""

from threading import Barrier, Thread

import pytest

from app.people import review
from app.people.review import MoveError
from app.people.workflow import BY_ID
from app.store import answer_log, database
from app.store.answer_log import Owner
from app.store.tables import Organisation


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
