"""The opinion of the overseer and the decision of the controller: what each needs, and what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from app.assess.findings import STOP, Finding, Result
from app.people.bans import Ban, bans, open_bans
from app.people.review import MoveError, move, opinion_on, required
from app.people.versions import freeze, is_version_of, last
from app.people.workflow import BY_ID
from app.report.contents import DPO_ADVICE
from app.store.answer_log import locked
from app.store.review_tables import Condition, Decision, Opinion, Version
from app.store.witness import keep

CONCLUSIONS = ("favourable", "conditional", "unfavourable")
MAX_POINTS = 50
CONDITIONAL = "approve-with-conditions"
APPROVALS = ("approve", CONDITIONAL)


@dataclass(frozen=True)
class NewCondition:
    """A condition as it was entered."""

    text: str
    owner: str
    deadline: str  # ISO date


@dataclass(frozen=True)
class Ruling:
    """A decision as it was entered.

    `departs`: why it departs from the DPO's advice; None where it follows it, or there is none.
    `accepted`: the ids of the bans that the controller takes upon themselves while they are open.
    """

    decision: str  # the move
    reason: str
    departs: str | None = None
    conditions: Sequence[NewCondition] = field(default=())
    accepted: frozenset[str] = frozenset()


def blocked(session: Session, assessment_id: str, result: Result) -> bool:
    """Whether nobody may approve: the risk asks for the authority's opinion, and there is none on these answers."""
    must = result.impact is not None and result.impact.must_consult
    return must and opinion_on(session, assessment_id, result) is None


def unmet(result: Result) -> tuple[Finding, ...]:
    """What a decision must not pass over: the conditions of the law that are not met now."""
    return tuple(one for one in result.holding if one.kind.gate and one.kind.calls_for != STOP)


def advice_of(result: Result) -> str:
    """The advice of the DPO, word for word; empty where none was given."""
    known = result.answers.known(DPO_ADVICE)
    return known if isinstance(known, str) else ""


def opine(
    session: Session,
    assessment_id: str,
    who: tuple[str, str],
    language: str,
    conclusion: str,
    summary: str,
    points: Sequence[str],
) -> Opinion:
    """Give an opinion on what was submitted; not committed. `who`: person and organisation. Raises MoveError."""
    assessment = locked(session, assessment_id)
    if conclusion not in CONCLUSIONS:
        raise MoveError("conclusion", "option")
    kept = [required("points", one) for one in points if one.strip()]
    if len(kept) > MAX_POINTS:
        raise MoveError("points", "too-many")
    if conclusion == "conditional" and not kept:
        raise MoveError("points", "conditions")
    person, organisation = who
    made = Opinion(
        assessment_id=assessment_id,
        version=assessment.submitted,
        organisation_id=organisation,
        language=language,
        conclusion=conclusion,
        summary=required("summary", summary),
        points=kept,
        by=person,
    )
    keep(session, assessment_id, made, person)
    move(session, assessment_id, BY_ID["opine"], person, made.summary, assessment.submitted)
    return made


def decide(session: Session, assessment_id: str, law: Sequence[Result], by: str, ruling: Ruling) -> Version:
    """Decide on the present answers; not committed.

    `law`: what follows from them, first by their own rules and then by those that are served. Raises MoveError, also
    where a ban holds, a ban is open that the controller does not accept, or an approval must wait for the authority.
    """
    assessment = locked(session, assessment_id)
    result, chosen = law[0], ruling.decision
    wanted = BY_ID.get(chosen)
    if wanted is None or wanted.how != "decide":
        raise MoveError("decision", "option")
    accepted: tuple[Ban, ...] = ()
    if chosen in APPROVALS:
        accepted = _accepted(law, ruling)
        if blocked(session, assessment_id, result):
            raise MoveError("decision", "must-consult")
    reason = required("reason", ruling.reason)
    departure = "" if ruling.departs is None else required("departs", ruling.departs)
    rows = _conditions(ruling.conditions, result.on) if chosen == CONDITIONAL else []
    known = last(session, assessment_id)
    same = known if known and is_version_of(known, result, but_advice=True) else None  # it keeps the advice itself
    frozen = same or freeze(session, assessment, result, by)
    made = Decision(
        assessment_id=assessment_id,
        version=frozen.number,
        decision=chosen,
        reason=reason,
        advice=advice_of(result),
        departs=departure,
        accepted=[one.id for one in accepted],
        by=by,
    )
    keep(session, assessment_id, made, by)
    assert made.id is not None
    for text, owner, deadline in rows:
        condition = Condition(
            decision_id=made.id, assessment_id=assessment_id, text=text, owner=owner, deadline=deadline
        )
        keep(session, assessment_id, condition, by)
    move(session, assessment_id, wanted, by, reason, frozen.number)
    return frozen


def _accepted(law: Sequence[Result], ruling: Ruling) -> tuple[Ban, ...]:
    """The open bans that an approval takes upon itself: every one, and only under conditions. Raises MoveError."""
    if bans(law):
        raise MoveError("decision", "banned")
    open_now = open_bans(law)
    if open_now and ruling.decision != CONDITIONAL:
        raise MoveError("decision", "open-bans")
    if {one.id for one in open_now} - ruling.accepted:
        raise MoveError("accepted", "open-bans-each")
    return open_now


def _conditions(entered: Sequence[NewCondition], today: date) -> list[tuple[str, str, date]]:
    rows = []
    for number, one in enumerate(entered):
        if not (one.text.strip() or one.owner.strip() or one.deadline.strip()):
            continue
        try:
            deadline = date.fromisoformat(one.deadline)
        except ValueError:
            raise MoveError(f"deadline-{number}", "date") from None
        if deadline < today:
            raise MoveError(f"deadline-{number}", "past")
        rows.append((required(f"condition-{number}", one.text), required(f"owner-{number}", one.owner), deadline))
    if not rows:
        raise MoveError("condition-0", "empty")
    return rows


