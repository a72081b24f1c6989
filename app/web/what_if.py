"""What if: change answers and see what follows beside the original. Nothing is kept: the changes are the address."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.assess.answers import plain_value
from app.assess.difference import Difference, is_weighty
from app.assess.findings import Finding, Result
from app.pack.model import Question, Topic
from app.report.contents import FindingRow, finding_row
from app.report.present import value_text
from app.web.access import EVERYBODY, READ, SEE_OTHER
from app.web.form import Entered, fields, shown
from app.web.pages import page
from app.web.query import Changes, changes_in, query_of
from app.web.subject import PageSubject, assessment_subject, case_subject

router = APIRouter(include_in_schema=False)
FIRST = 12  # questions that decide, shown first
MOST_FOUND = 20  # questions that a search shows
UNUSABLE = 422


@dataclass(frozen=True)
class Changed:
    """A changed answer: before, after, and the address without it."""

    question: Question
    before: str
    after: str
    counts: bool  # whether the question is asked with the present changes
    undo: str


@dataclass(frozen=True)
class Moved:
    """A finding that moved, in words."""

    weighty: bool
    row: FindingRow
    only_outside: bool  # its own conditions are still met: only its law no longer applies


@dataclass(frozen=True)
class Choice:
    """A question that can be changed here, with its present answer in the form."""

    question: Question
    entered: Entered
    changed: bool
    new: bool  # asked only because of the changes


@router.get("/cases/{case_id}/what-if", dependencies=[EVERYBODY])
def of_case(request: Request, case_id: str) -> Response:
    """Try other answers to a worked case."""
    return _page(request, case_subject(request, case_id))


@router.get("/assessments/{assessment_id}/what-if", dependencies=[READ])
def of_assessment(request: Request, assessment_id: str) -> Response:
    """Try other answers to an assessment; its own answers stay as they are."""
    return _page(request, assessment_subject(request, assessment_id))


def _page(request: Request, subject: PageSubject) -> Response:
    before, query = subject.result, request.query_params
    pack = before.pack
    changes = changes_in(pack, before.answers, query)
    after = Result(pack, changes.apply(before.answers), before.on)
    view = {name: value.strip()[:100] for name in ("topic", "find") if (value := query.get(name, "")).strip()}
    here = f"{subject.base}/what-if"
    address = _address(here, query_of(pack.questions, changes.values), view)
    live = request.headers.get("hx-request") == "true"
    wrong = bool(changes.unknown or changes.wrong or changes.too_much)
    if "shown" in query and not wrong and not live and not query.get("add-row"):
        return RedirectResponse(address, SEE_OTHER)  # a form without JavaScript sends every field: keep the changes
    choices = list(_choices(before, after, changes, view))
    offered = {choice.question.id for choice in choices}
    entered = list(_entered(after, changes))
    difference = Difference(before, after)
    context = {
        "subject": subject,
        "base": subject.base,
        "before": before,
        "result": after,
        "here": here,
        "view": view,
        "changes": changes,
        "changed": list(_changed(before, after, changes, here, view)),
        "choices": choices,
        "every_change": [pair for one in entered for pair in fields(one)],
        "other_changes": [pair for one in entered if one.question.id not in offered for pair in fields(one)],
        "difference": difference,
        "moved": _moved(after, difference),
        "more": query.get("add-row"),
        "reset": _address(here, "", view),
        "share": str(request.base_url).rstrip("/") + _address(here, query_of(pack.questions, changes.values), {}),
        "topics": _topics(after),
        "return_to": address,
    }
    response = page(request, "pages/what-if.html", {**subject.frame, **context}, UNUSABLE if wrong else 200)
    if live and not wrong:
        response.headers["hx-push-url"] = address
    return response


def _address(here: str, query: str, view: dict[str, str]) -> str:
    parts = [part for part in (query, urlencode(view)) if part]
    return f"{here}?{'&'.join(parts)}" if parts else here


def _entered(after: Result, changes: Changes) -> Iterator[Entered]:
    """The changed answers as a form holds them."""
    for name, value in changes.values.items():
        yield shown(after.pack.questions[name], plain_value(value))


def _changed(before: Result, after: Result, changes: Changes, here: str, view: dict[str, str]) -> Iterator[Changed]:
    pack = after.pack
    for name, value in changes.values.items():
        question = pack.questions[name]
        was = before.answers[name].value if name in before.answers else None
        rest = {other: kept for other, kept in changes.values.items() if other != name}
        yield Changed(
            question,
            value_text(question, was, pack.language),
            value_text(question, value, pack.language),
            bool(after.evaluation.shown(name)),
            _address(here, query_of(pack.questions, rest), view),
        )


def _moved(after: Result, difference: Difference) -> dict[str, list[Moved]]:
    """The findings that moved, by direction."""
    found: dict[str, list[Moved]] = {}
    for move in difference.moves:
        outside = move.direction == "falls" and move.after.outside_regime
        found.setdefault(move.direction, []).append(Moved(move.weighty, finding_row(after, move.after), outside))
    return found


# -- which questions can be changed ------------------------------------------------------------------


def _choices(before: Result, after: Result, changes: Changes, view: dict[str, str]) -> Iterator[Choice]:
    """The questions of the chosen topic or search, else those that decide; new ones below the last changed one."""
    wrong = {one.question.id: one for one in changes.wrong}
    new = [one for one in after.asked if _usable(one) and not before.evaluation.shown(one.id)]
    chosen = [one for one in _chosen(before, after, view) if _usable(one) and after.evaluation.shown(one.id)]
    waiting = [] if view else [one for one in new if after.answers.known(one.id) is None][:FIRST]
    place = max((number for number, one in enumerate(chosen, 1) if one.id in changes.values), default=0)
    listed = [*chosen[:place], *waiting, *chosen[place:], *(one.question for one in changes.wrong)]
    for name in dict.fromkeys(one.id for one in listed):
        question = after.pack.questions[name]
        answer = after.answers.get(name)
        entered = wrong.get(name) or shown(question, plain_value(answer.value) if answer else None)
        yield Choice(question, entered, name in changes.values, question in new)


def _usable(question: Question) -> bool:
    """Whether an answer can move a finding or a score."""
    return question.settled_by is not None


def _chosen(before: Result, after: Result, view: dict[str, str]) -> list[Question]:
    questions = after.pack.questions.values()
    if words := view.get("find", "").lower().split():
        found = [one for one in questions if all(word in _searchable(one) for word in words)]
        return [one for one in found if _usable(one) and after.evaluation.shown(one.id)][:MOST_FOUND]
    if topic := view.get("topic"):
        return [one for one in questions if after.pack.topic_of(one.id).topic == topic]
    return list(_decisive(before))


def _searchable(question: Question) -> str:
    return " ".join((question.ask, question.why, *question.options.values())).lower()


def _decisive(before: Result) -> list[Question]:
    """The questions behind the gravest findings, those of their own topic first; then the open ones that decide."""
    questions = before.pack.questions
    weighty = [one for one in (*before.holding, *before.open) if is_weighty(one.kind) and _is_met(one)]
    names = [name for finding in weighty[:1] for name in _own_first(before, finding)]
    rest = [name for finding in weighty[1:] for name in _own_first(before, finding)]
    open_ones = [question.id for question in before.decisive]
    found = list(dict.fromkeys([*names[:FIRST], *open_ones[: FIRST // 2], *names, *rest, *open_ones]))
    return [questions[name] for name in found][:FIRST]


def _is_met(finding: Finding) -> bool:
    return finding.holds or finding.outside_regime


def _own_first(before: Result, finding: Finding) -> list[str]:
    topic = before.pack.topic_of(finding.rule.id)
    return sorted(finding.rests_on, key=lambda name: before.pack.topic_of(name) is not topic)


def _topics(after: Result) -> list[tuple[Topic, int]]:
    """The topics in which something can be changed, with the number of questions."""
    counts = [(topic, [one for one in topic.questions if _usable(one)]) for topic in after.pack.in_order()]
    asked = [(topic, sum(bool(after.evaluation.shown(one.id)) for one in found)) for topic, found in counts]
    return [(topic, count) for topic, count in asked if count]
