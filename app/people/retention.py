"""How long things stay: an organisation's policy, drafts that are deleted, and what the calendar erases."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import and_, or_
from sqlmodel import Session, col, func, select

from app.people import review, versions
from app.people.access import State
from app.settings import settings
from app.store import answer_log, database, evidence
from app.store.erasing import documents_of, erase_rows, evidence_of, seal
from app.store.retention_tables import Erasure, RetentionPolicy, not_erased
from app.store.tables import AnswerEntry, Assessment, now

ENDED: tuple[State, ...] = ("withdrawn", "rejected")  # nothing is erased by a policy before it has ended so
GRACE = timedelta(days=30)  # between a policy and what it is the first to erase, so that a slip can be undone
MOST_YEARS = 100


class RetentionError(ValueError):
    """It cannot be erased, or not be decided so. `code` says why: not-deletable, years."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


# -- drafts ------------------------------------------------------------------------------------------


def deletable(session: Session, assessment: Assessment) -> bool:
    """Whether nobody but those who write it has seen it: a draft that was never anything else."""
    return assessment.state == "draft" and not review.transitions_of(session, assessment.id)


def delete(session: Session, assessment_id: str, by: str) -> Erasure:
    """Erase a draft that nobody else has seen, with all that belongs to it. Raises RetentionError, NotFound."""
    assessment = answer_log.locked(session, assessment_id)
    if not deletable(session, assessment):
        session.rollback()
        raise RetentionError("not-deletable")
    return _erase(session, assessment, "deleted", by=by)


# -- the policy --------------------------------------------------------------------------------------


def policies(session: Session, organisation: str) -> list[RetentionPolicy]:
    """What an organisation (id) decided about keeping, the present policy first."""
    wanted = select(RetentionPolicy).where(RetentionPolicy.organisation_id == organisation)
    return list(session.exec(wanted.order_by(col(RetentionPolicy.id).desc())))


def set_policy(session: Session, organisation: str, years: str, keep_title: bool, by: str) -> bool:
    """Decide after how many years content is erased; nothing entered: never. False where that held already.

    Raises RetentionError.
    """
    entered = years.strip()
    if entered and not (entered.isdecimal() and 1 <= int(entered) <= MOST_YEARS):
        raise RetentionError("years")
    wanted = RetentionPolicy(
        organisation_id=organisation, years=int(entered) if entered else None, keep_title=keep_title, by=by
    )
    before = next(iter(policies(session, organisation)), RetentionPolicy(organisation_id="", by=""))
    if (before.years, before.keep_title) == (wanted.years, wanted.keep_title):
        return False
    session.add(wanted)
    session.commit()
    return True


# -- the calendar ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    """An assessment that the calendar erases."""

    assessment: str
    organisation: str  # id; empty for a visitor's draft
    reason: Literal["retention", "visitor-draft"]
    since: date  # when it ended, or was last changed
    on: date  # when it is erased
    policy: RetentionPolicy | None = None


def due(session: Session, until: date) -> list[Due]:
    """What is to be erased until a day, the first day first."""
    drafts = and_(col(Assessment.organisation_id).is_(None), col(Assessment.visitor) != "")
    watched = select(Assessment).where(not_erased(), or_(col(Assessment.state).in_(ENDED), drafts))
    rows = (due_of(session, one) for one in session.exec(watched).all())
    return sorted((row for row in rows if row and row.on <= until), key=lambda row: (row.on, row.assessment))


def due_of(session: Session, one: Assessment) -> Due | None:
    """When and why the calendar erases an assessment whose content is there, if it does."""
    if one.organisation_id is None:
        return _left_alone(session, one) if one.visitor else None
    policy = next(iter(policies(session, one.organisation_id)), None)
    steps = review.transitions_of(session, one.id)
    if one.state not in ENDED or policy is None or policy.years is None or not steps:
        return None
    since = steps[-1].at.date()
    day = max(years_after(since, policy.years), policy.at.date() + GRACE)
    return Due(one.id, one.organisation_id, "retention", since, day, policy)


def _left_alone(session: Session, draft: Assessment) -> Due:
    """A draft of somebody without an account stays some time after its last change."""
    changed = session.exec(select(func.max(AnswerEntry.at)).where(AnswerEntry.assessment_id == draft.id)).one()
    since = (changed or draft.created).date()
    return Due(draft.id, "", "visitor-draft", since, since + timedelta(days=settings().visitor_days))


def erase_due(session: Session, today: date) -> list[Due]:
    """Erase what is due, one after another; returns what was erased."""
    return [row for row in due(session, today) if _erase_row(session, row, today)]


def _erase_row(session: Session, row: Due, today: date) -> bool:
    """Erase one, unless it is no longer due: somebody moved or changed it, or another process was first."""
    session.rollback()
    try:
        assessment = answer_log.locked(session, row.assessment)
    except answer_log.NotFound:
        return False
    still = session.get(Erasure, row.assessment) is None and due_of(session, assessment)
    if not still or still.on > today:
        session.rollback()
        return False
    _erase(session, assessment, still.reason, still.policy)
    return True


def years_after(day: date, years: int) -> date:
    """The same day of a later year; the last of February for the day that is not in every year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


# -- erasing -----------------------------------------------------------------------------------------


def _erase(
    session: Session, assessment: Assessment, reason: str, policy: RetentionPolicy | None = None, by: str = ""
) -> Erasure:
    """Erase rows and files of an assessment that this session has locked, and commit.

    Files go first: what the database says was erased is gone, whatever happens in between.
    """
    erasure = seal(
        session,
        Erasure(
            assessment_id=assessment.id,
            organisation_id=assessment.organisation_id,
            reason=reason,
            policy=policy.id if policy else None,
            by=by,
            at=now(),
            state=assessment.state,
            submitted=assessment.submitted,
            title=_title(session, assessment) if policy and policy.keep_title else "",
            entries=0,
            digest="",
        ),
    )
    files, documents = evidence_of(session, assessment.id), documents_of(session, assessment.id)
    erase_rows(session, erasure)
    if not erasure.whole:
        review.tell(session, assessment, "erase", by)
    session.flush()
    for file in files:
        evidence.release(session, file.organisation_id, file.sha256)
    for version in documents:
        versions.delete_documents(version)
    for report in (settings().data_dir / "reports").glob("*.pdf"):  # of whom each is, nobody knows: all are drawn again
        report.unlink(missing_ok=True)
    session.commit()
    database.let_go()
    return erasure


def _title(session: Session, assessment: Assessment) -> str:
    """The name of the system: as it was submitted, else as it was last answered."""
    if assessment.submitted:
        return str(versions.version(session, assessment.id, assessment.submitted).summary["title"])
    named = answer_log.present(session, assessment.id).get("system-name")
    return named.value if named and isinstance(named.value, str) else ""
