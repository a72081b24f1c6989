"""The opinion of the overseer and the decision of the controller: what each needs, and what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.assess.findings import Finding, Result
from app.people.review import MoveError, move, opinion_on, required
from app.people.versions import freeze
from app.people.workflow import BY_ID
from app.store.answer_log import locked
from app.store.review_tables import Condition, Decision, Opinion, Version

CONCLUSIONS = ("favourable", "conditional", "unfavourable")
MAX_POINTS = 50
ADVICE = "dpo-advice"  # the question whose answer is the advice of the DPO
STOP = "stop"  # what a kind of finding calls for when no measure makes the use lawful
APPROVALS = ("approve", "approve-with-conditions")


@dataclass(frozen=True)
class NewCondition:
    """A condition as it was entered."""

    text: str
    owner: str
    deadline: str  # ISO date


def blocked(session: Session, assessment_id: str, result: Result) -> bool:
    """Whether nobody may approve: the risk asks for the authority's opinion, and there is none on these answers."""
    must = result.impact is not None and result.impact.must_consult
    return must and opinion_on(session, assessment_id, result) is None


def bans(result: Result) -> tuple[str, ...]:
    """Why nobody may approve whatever anybody advises: titles of bans that hold now and of absolute rights touched."""
    held = [one.rule.title for one in result.holding if one.kind.calls_for == STOP and one.timing.when == "applies-now"]
    gates = result.impact.gates if result.impact else ()
    return (*held, *(gate.right.title for gate in gates if gate.closed))


def doubts(result: Result) -> tuple[Finding, ...]:
    """What a decision must not pass over: bans that may still hold, and conditions that are not met now."""
    open_bans = [one for one in result.open if one.kind.calls_for == STOP]
    unmet = [one for one in result.holding if one.kind.gate and one.kind.calls_for != STOP]
    return (*open_bans, *unmet)


def advice_of(result: Result) -> str:
    """The advice of the DPO, word for word; empty where none was given."""
    known = result.answers.known(ADVICE)
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
    session.add(made)
    move(session, assessment_id, BY_ID["opine"], person, made.summary, assessment.submitted)
    return made


def decide(
    session: Session,
    assessment_id: str,
    result: Result,
    by: str,
    chosen: str,
    reason: str,
    departs: str | None,
    conditions: Sequence[NewCondition] = (),
) -> Version:
    """Decide on the present answers; not committed.

    `departs`: why it departs from the DPO's advice; None where it follows it, or there is none.
    Raises MoveError, also where a ban holds, or an approval must wait for the authority.
    """
    assessment = locked(session, assessment_id)
    wanted = BY_ID.get(chosen)
    if wanted is None or wanted.how != "decide":
        raise MoveError("decision", "option")
    if chosen in APPROVALS and bans(result):
        raise MoveError("decision", "banned")
    if chosen in APPROVALS and blocked(session, assessment_id, result):
        raise MoveError("decision", "must-consult")
    reason = required("reason", reason)
    departure = "" if departs is None else required("departs", departs)
    rows = _conditions(conditions) if chosen == "approve-with-conditions" else []
    frozen = freeze(session, assessment, result, by)
    made = Decision(
        assessment_id=assessment_id,
        version=frozen.number,
        decision=chosen,
        reason=reason,
        advice=advice_of(result),
        departs=departure,
        by=by,
    )
    session.add(made)
    session.flush()
    for text, owner, deadline in rows:
        row = {"text": text, "owner": owner, "deadline": deadline}
        session.add(Condition(decision_id=made.id, assessment_id=assessment_id, **row))  # type: ignore[arg-type]
    move(session, assessment_id, wanted, by, reason, frozen.number)
    return frozen


def _conditions(entered: Sequence[NewCondition]) -> list[tuple[str, str, date]]:
    rows = []
    for number, one in enumerate(entered):
        if not (one.text.strip() or one.owner.strip() or one.deadline.strip()):
            continue
        try:
            deadline = date.fromisoformat(one.deadline)
        except ValueError:
            raise MoveError(f"deadline-{number}", "date") from None
        rows.append((required(f"condition-{number}", one.text), required(f"owner-{number}", one.owner), deadline))
    if not rows:
        raise MoveError("condition-0", "empty")
    return rows


