"""Comments on questions: threads, settled or open, and who was mentioned. Nobody removes the words of another."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, func, select, update

from app.store import outbox
from app.store.answer_log import NotFound, find
from app.store.tables import Assessment, now
from app.store.together_tables import Comment, Mention

MAX_TEXT = 4_000  # characters
MOST = 2_000  # comments on one assessment


class CommentError(ValueError):
    """A comment cannot be kept. `code` names the mistake: empty, too-long, too-many."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Thread:
    """The first comment and the answers to it, oldest first."""

    first: Comment
    answers: tuple[Comment, ...]

    @property
    def open(self) -> bool:
        """Whether it is not settled."""
        return not self.first.resolved_by

    @property
    def all(self) -> tuple[Comment, ...]:
        """Every comment, oldest first."""
        return (self.first, *self.answers)


def say(
    session: Session,
    assessment_id: str,
    question: str,
    by: str,
    text: str,
    thread: int | None = None,
    mentioned: Iterable[str] = (),
) -> Comment:
    """Begin a thread, or answer in one, which opens it again. Raises CommentError, or NotFound for the thread."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise CommentError("empty")
    if len(text) > MAX_TEXT:
        raise CommentError("too-long")
    written = select(func.count()).select_from(Comment).where(Comment.assessment_id == assessment_id)
    if session.exec(written).one() >= MOST:
        raise CommentError("too-many")
    if thread is not None:
        first = _first(session, assessment_id, thread)
        first.resolved_by, first.resolved_at, question = "", None, first.question
        session.add(first)
    made = Comment(assessment_id=assessment_id, question=question, thread=thread, by=by, text=text)
    session.add(made)
    session.flush()
    assert made.id is not None
    organisation = find(session, assessment_id).organisation_id or ""
    for person in set(mentioned) - {by}:
        session.add(Mention(comment_id=made.id, person_id=person))
        outbox.post(session, "mention", person, organisation, assessment_id)
    session.commit()
    return made


def settle(session: Session, assessment_id: str, thread: int, by: str) -> Comment:
    """Mark a thread as settled by somebody; by nobody opens it again. Raises NotFound."""
    first = _first(session, assessment_id, thread)
    first.resolved_by, first.resolved_at = by, now() if by else None
    session.add(first)
    session.commit()
    return first


def withdraw(session: Session, assessment_id: str, comment_id: int, by: str) -> Comment:
    """Take back the words of one's own comment; that there was one stays. Raises NotFound for anybody else's."""
    found = session.get(Comment, comment_id)
    if found is None or found.assessment_id != assessment_id or found.by != by:
        raise NotFound(str(comment_id))
    found.text, found.withdrawn = "", True
    session.add(found)
    session.commit()
    return found


def threads(session: Session, assessment_id: str, question: str = "") -> list[Thread]:
    """The threads of an assessment or of one question, the oldest first."""
    wanted = select(Comment).where(Comment.assessment_id == assessment_id).order_by(col(Comment.id))
    if question:
        wanted = wanted.where(Comment.question == question)
    rows = list(session.exec(wanted))
    return [
        Thread(first, tuple(one for one in rows if one.thread == first.id)) for first in rows if first.thread is None
    ]


def open_counts(session: Session, assessment_id: str) -> dict[str, int]:
    """How many threads of each question are open."""
    rows = session.exec(
        select(Comment.question, func.count())
        .where(Comment.assessment_id == assessment_id, col(Comment.thread).is_(None), Comment.resolved_by == "")
        .group_by(Comment.question)
    )
    return dict(rows.all())


def mentions(session: Session, person: str, most: int = 50) -> list[tuple[Mention, Comment, Assessment]]:
    """Where somebody was mentioned, newest first."""
    rows = session.exec(
        select(Mention, Comment, Assessment)
        .join(Comment, col(Comment.id) == Mention.comment_id)
        .join(Assessment, col(Assessment.id) == Comment.assessment_id)
        .where(Mention.person_id == person)
        .order_by(col(Comment.id).desc())
        .limit(most)
    )
    return [(mention, comment, assessment) for mention, comment, assessment in rows.all()]


def mark_read(session: Session, person: str) -> None:
    """Somebody has read where they were mentioned."""
    session.exec(update(Mention).where(col(Mention.person_id) == person).values(read=True))
    session.commit()


def _first(session: Session, assessment_id: str, thread: int) -> Comment:
    found = session.get(Comment, thread)
    if found is None or found.assessment_id != assessment_id or found.thread is not None:
        raise NotFound(str(thread))
    return found
