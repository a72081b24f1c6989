"""What would have to change for a finding to be another: facts and choices apart, with what else would move."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.assess.answers import Table, Value, plain_value
from app.assess.difference import Difference, Move
from app.assess.findings import Result
from app.assess.flip import Change, Flip, flips
from app.pack.model import Question
from app.report.present import value_text
from app.store.answer_log import NotFound
from app.web.access import EVERYBODY, READ
from app.web.pages import page
from app.web.query import query_of
from app.web.subject import PageSubject, assessment_subject, case_subject

router = APIRouter(include_in_schema=False)
MOST = 30  # sets that are shown with what else moves


@dataclass(frozen=True)
class ChangeRow:
    """Another answer to one question: what is answered now, and which answers would do."""

    question: Question
    now: str | None  # None where nothing is known yet
    then: tuple[str, ...]
    fact: bool


@dataclass(frozen=True)
class FlipRow:
    """A set of changes with what it brings along."""

    rows: tuple[ChangeRow, ...]
    label_only: bool
    doubts: tuple[Move, ...]
    others: tuple[Move, ...]
    query: str


@dataclass(frozen=True)
class Turn:
    """Every set that makes the finding hold, or not hold."""

    holds: bool
    in_your_hands: tuple[FlipRow, ...]
    other_facts: tuple[FlipRow, ...]
    more: int  # sets that are not shown
    searched: int
    complete: bool

    @property
    def relabels(self) -> bool:
        """Whether some set changes the label and not the impact."""
        return any(row.label_only for row in (*self.in_your_hands, *self.other_facts))


@router.get("/cases/{case_id}/findings/{rule_id}/change", dependencies=[EVERYBODY])
def of_case(request: Request, case_id: str, rule_id: str) -> Response:
    """For a finding of a worked case."""
    return _page(request, case_subject(request, case_id), rule_id)


@router.get("/assessments/{assessment_id}/findings/{rule_id}/change", dependencies=[READ])
def of_assessment(request: Request, assessment_id: str, rule_id: str) -> Response:
    """For a finding of an assessment."""
    return _page(request, assessment_subject(request, assessment_id), rule_id)


def _page(request: Request, subject: PageSubject, rule_id: str) -> Response:
    if rule_id not in subject.result.pack.rules:
        raise NotFound(rule_id)
    finding = subject.result.finding(rule_id)
    wanted = (True, False) if finding.open else (not finding.holds,)
    turns = [_turn(subject.result, rule_id, holds) for holds in wanted]
    part = request.headers.get("hx-request") == "true"
    context = {"subject": subject, "base": subject.base, "result": subject.result, "finding": finding, "turns": turns}
    return page(request, "parts/change.html" if part else "pages/change.html", {**subject.frame, **context})


def _turn(result: Result, rule_id: str, holds: bool) -> Turn:
    found = flips(result.pack, result.answers, result.evaluation, result.pack.rules[rule_id], holds)
    sets = sorted(found.sets, key=lambda flip: (bool(flip.facts), len(flip.changes)))
    rows = [(flip, _flip_row(result, rule_id, flip)) for flip in sets[:MOST]]
    return Turn(
        holds,
        tuple(row for flip, row in rows if not flip.facts),
        tuple(row for flip, row in rows if flip.facts),
        len(sets) - len(rows),
        found.searched,
        found.complete,
    )


def _flip_row(result: Result, rule_id: str, flip: Flip) -> FlipRow:
    pack = result.pack
    difference = Difference(result, Result(pack, flip.apply(result.answers), result.on))
    doubts = difference.doubts(frozenset(change.question.id for change in flip.changes))
    weighty = (move for move in difference.moves if move.weighty and move.direction != "closes")
    others = tuple(move for move in weighty if move.after.rule.id != rule_id)
    return FlipRow(
        tuple(_change_row(result, change, change in flip.facts) for change in flip.changes),
        difference.label_only,
        tuple(move for move in doubts if move.after.rule.id != rule_id),
        others,
        query_of(pack.questions, {change.question.id: change.values[0] for change in flip.changes}),
    )


def _change_row(result: Result, change: Change, fact: bool) -> ChangeRow:
    language = result.pack.language
    now = None if change.now is None else value_text(change.question, change.now, language)
    then = [value_text(change.question, _told(change, value), language) for value in change.values]
    return ChangeRow(change.question, now, tuple(then), fact)


def _told(change: Change, value: Value) -> Value:
    """Of a table only the rows that are new; all rows where some went."""
    if not isinstance(value, Table) or not isinstance(change.now, Table):
        return value
    before = [plain_value(Table((row,))) for row in change.now.rows]
    added = tuple(row for row in value.rows if plain_value(Table((row,))) not in before)
    return Table(added) if len(value.rows) - len(added) == len(before) else value
