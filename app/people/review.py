"""Carrying out a move of the workflow: checked, recorded, and told to whom it concerns."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from app.assess.findings import Result
from app.people.access import Role, State
from app.people.versions import freeze, is_version_of, versions_of
from app.people.workflow import BY_ID, OCCASIONS, Move
from app.store import outbox
from app.store.answer_log import find, locked
from app.store.retention_tables import not_erased
from app.store.review_tables import Condition, Decision, Notice, Opinion, OverseerQuestion, Reply, Transition, Version
from app.store.tables import Assessment, Membership, Organisation, Person
from app.store.witness import keep

MAX_TEXT = 20_000  # characters
# Who hears of a move: roles in the organisation, and whether the overseers do.
TOLD: dict[str, tuple[tuple[Role, ...], bool]] = {
    "review-internally": (("dpo", "controller"), False),
    "submit": (("dpo", "controller"), True),
    "take-back": (("dpo", "controller"), True),
    "ask": (("dpo",), False),
    "reply": (("dpo",), True),
    "opine": (("dpo", "controller"), False),
    **dict.fromkeys(("approve", "approve-with-conditions", "reject", "refer"), (("dpo", "contributor"), True)),
    "use": (("controller",), True),
    "review": (("dpo", "controller"), True),
    "confirm": (("controller",), True),
    "withdraw": (("dpo", "controller"), True),
    "erase": (("dpo", "controller"), True),
}


class MoveError(ValueError):
    """A move cannot be made. `field` and `code` name what is wrong, the message is English."""

    def __init__(self, field: str, code: str) -> None:
        self.field, self.code = field, code
        super().__init__(f"{field}: {code}")


def move(
    session: Session,
    assessment_id: str,
    wanted: Move,
    by: str,
    note: str = "",
    version: int | None = None,
    review_on: date | None = None,
    occasion: str = "",
) -> Transition:
    """Move the assessment and record it; not committed. Raises MoveError where it is elsewhere by now.

    `occasion`: one of OCCASIONS where the move begins a review.
    """
    assessment = locked(session, assessment_id)
    if assessment.state not in wanted.from_:
        raise MoveError("state", "moved")
    if wanted.how == "review" and occasion not in OCCASIONS:
        raise MoveError("occasion", "option")
    if wanted.note_required:
        required("note", note)
    made = Transition(
        assessment_id=assessment_id,
        move=wanted.id,
        from_state=assessment.state,
        to_state=wanted.to,
        version=version,
        note=note.strip(),
        review_on=review_on,
        occasion=occasion,
        by=by,
    )
    keep(session, assessment_id, made, by)
    assessment.state = wanted.to
    session.add(assessment)
    tell(session, assessment, wanted.id, by)
    session.flush()
    return made


def required(field: str, value: str) -> str:
    """The text, trimmed. Raises MoveError where it is empty or too long."""
    value = value.replace("\r\n", "\n").strip()
    if not value:
        raise MoveError(field, "empty")
    if len(value) > MAX_TEXT:
        raise MoveError(field, "too-long")
    return value


def submit(session: Session, assessment_id: str, result: Result, by: str, note: str) -> Version:
    """Freeze a version and give it to the overseers; not committed."""
    assessment = locked(session, assessment_id)
    frozen = freeze(session, assessment, result, by)
    move(session, assessment_id, BY_ID["submit"], by, note, frozen.number)
    assessment.submitted = frozen.number
    session.add(assessment)
    return frozen


def ask(session: Session, assessment_id: str, question: str, words: str, by: str) -> OverseerQuestion:
    """Put a question to the DPO about the version that was submitted; not committed. Raises MoveError."""
    assessment = locked(session, assessment_id)
    words = required("text", words)
    asked = OverseerQuestion(
        assessment_id=assessment_id, version=assessment.submitted, question=question, text=words, by=by
    )
    keep(session, assessment_id, asked, by)
    move(session, assessment_id, BY_ID["ask"], by, words, assessment.submitted)
    return asked


def reply(session: Session, assessment_id: str, asked: OverseerQuestion, words: str, by: str) -> None:
    """Answer a question of the overseer; not committed. Raises MoveError."""
    assert asked.id is not None
    keep(session, assessment_id, Reply(question_id=asked.id, text=required("text", words), by=by), by)
    tell(session, find(session, assessment_id), "reply", by)


# -- who hears of it ----------------------------------------------------------------------------------


def tell(session: Session, assessment: Assessment, what: str, by: str) -> None:
    """A notice for everybody whom it concerns, but not for who did it."""
    roles, overseers = TOLD.get(what, ((), False))
    if not assessment.organisation_id:
        return
    rows = session.exec(select(Membership).where(Membership.organisation_id == assessment.organisation_id))
    inboxes = {row.person_id: row.organisation_id for row in rows if row.role in roles}
    if overseers and assessment.submitted or what == "submit":
        inboxes = {**overseer_inboxes(session), **inboxes}
    for person, organisation in sorted(inboxes.items()):
        if person != by:
            session.add(Notice(person_id=person, assessment_id=assessment.id, move=what, by=by))
            outbox.post(session, what, person, organisation, assessment.id)


def overseer_inboxes(session: Session) -> dict[str, str]:
    """The reviewers of every oversight body, with its id."""
    rows = session.exec(
        select(Membership.person_id, Membership.organisation_id)
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .where(Organisation.kind == "oversight", Membership.role == "reviewer")
    )
    return dict(rows.all())


def notices_of(session: Session, person: str, limit: int = 200) -> list[Notice]:
    """What a person was told, newest first."""
    wanted = select(Notice).where(Notice.person_id == person).order_by(col(Notice.id).desc()).limit(limit)
    return list(session.exec(wanted))


def unread(session: Session, person: str) -> int:
    """How many notices the person has not read."""
    unread_ones = select(func.count()).select_from(Notice).where(Notice.person_id == person, ~col(Notice.read))
    return int(session.exec(unread_ones).one())


# -- what happened so far -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Story:
    """Everything that happened to an assessment."""

    steps: list[Transition]  # oldest first
    versions: list[Version]  # newest first, like opinions and decisions
    asked: list[tuple[OverseerQuestion, list[Reply]]]
    opinions: list[Opinion]
    decisions: list[Decision]
    conditions: list[Condition]
    review_on: date | None


def story(session: Session, assessment_id: str, submitted_only: bool) -> Story:
    """What happened so far; for an overseer from the first submission on, and of versions those that they got."""
    steps, versions = transitions_of(session, assessment_id), versions_of(session, assessment_id)
    decisions = decisions_of(session, assessment_id)
    if submitted_only:
        given = submitted_numbers(session, assessment_id)
        first = next((number for number, one in enumerate(steps) if one.move == "submit"), len(steps))
        steps = steps[first:]
        versions = [one for one in versions if one.number in given]
        decisions = [one for one in decisions if steps and one.at >= steps[0].at]
    return Story(
        steps,
        versions,
        questions_of(session, assessment_id),
        opinions_of(session, assessment_id),
        decisions,
        conditions_of(session, decisions),
        review_on(session, assessment_id),
    )


def submitted_numbers(session: Session, assessment_id: str) -> set[int]:
    """The versions that the overseers were given."""
    return {one.version for one in transitions_of(session, assessment_id) if one.move == "submit" and one.version}


def transitions_of(session: Session, assessment_id: str) -> list[Transition]:
    """How the assessment moved, oldest first."""
    wanted = select(Transition).where(Transition.assessment_id == assessment_id).order_by(col(Transition.id))
    return list(session.exec(wanted))


def questions_of(session: Session, assessment_id: str) -> list[tuple[OverseerQuestion, list[Reply]]]:
    """What the overseer asked, with the replies, oldest first."""
    wanted = select(OverseerQuestion).where(OverseerQuestion.assessment_id == assessment_id)
    asked = list(session.exec(wanted.order_by(col(OverseerQuestion.id))))
    replies = list(session.exec(select(Reply).where(col(Reply.question_id).in_([one.id for one in asked]))))
    return [(one, [row for row in replies if row.question_id == one.id]) for one in asked]


def opinions_of(session: Session, assessment_id: str) -> list[Opinion]:
    """The opinions, newest first."""
    wanted = select(Opinion).where(Opinion.assessment_id == assessment_id).order_by(col(Opinion.id).desc())
    return list(session.exec(wanted))


def decisions_of(session: Session, assessment_id: str) -> list[Decision]:
    """The decisions, newest first."""
    wanted = select(Decision).where(Decision.assessment_id == assessment_id).order_by(col(Decision.id).desc())
    return list(session.exec(wanted))


def conditions_of(session: Session, decisions: list[Decision]) -> list[Condition]:
    """The conditions of the newest of the decisions, the first deadline first."""
    if not decisions:
        return []
    wanted = select(Condition).where(Condition.decision_id == decisions[0].id).order_by(col(Condition.deadline))
    return list(session.exec(wanted))


def review_on(session: Session, assessment_id: str) -> date | None:
    """The day of the review that was set when it last went into use."""
    days = [one.review_on for one in transitions_of(session, assessment_id) if one.review_on]
    return days[-1] if days else None


def opinion_on(session: Session, assessment_id: str, result: Result) -> Opinion | None:
    """The last opinion on these very answers, if there is one; the DPO may advise after it."""
    known = {one.number: one for one in versions_of(session, assessment_id)}
    for one in opinions_of(session, assessment_id):
        if is_version_of(known[one.version], result, but_advice=True):
            return one
    return None


def names(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """The names of people by id."""
    wanted = {one for one in ids if one}
    return {one.id: one.name for one in session.exec(select(Person).where(col(Person.id).in_(wanted)))}


def organisations(session: Session) -> dict[str, str]:
    """The names of organisations by id."""
    return {one.id: one.name for one in session.exec(select(Organisation))}


def in_states(session: Session, *states: State) -> list[Assessment]:
    """The assessments in one of the states, without those whose content was erased."""
    return list(session.exec(select(Assessment).where(col(Assessment.state).in_(states), not_erased())))
