"""The overseer's inbox: what the zones submitted; and two assessments side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.assess.difference import Difference
from app.assess.findings import Result
from app.pack.model import FindingKind, Pack, Question, Rule
from app.people import review, versions
from app.people.access import STATES, Subject, may, oversees
from app.people.subjects import subject_of
from app.report.facets import Item, item
from app.report.gallery import HIGH_YET_NOT_PROHIBITED, first_law
from app.report.present import value_text
from app.report.words import word
from app.store import answer_log, database
from app.store.answer_log import NotFound
from app.store.review_tables import Version
from app.store.tables import Assessment
from app.web.access import AnyOf, identify, signed_in
from app.web.erased import erased_rows
from app.web.filters import Facets, read_filters
from app.web.inbox_facts import CONCERNS, Facts, facts
from app.web.pages import WORDS, language_of, page, today
from app.web.state import evaluate, in_language, open_assessment, state_of

router = APIRouter(include_in_schema=False)
AGES = (7, 30, 60, 180)  # days
NOTHING = "nothing"
DUE = {"passed": "inbox-due-passed", "soon": "inbox-due-soon", "later": "inbox-due-later"}  # and the word of each


@dataclass(frozen=True)
class Conclusion:
    """The gravest that holds, that holds if its law applies, or that is open."""

    rule: Rule
    kind: FindingKind
    certainty: str  # holds, if-applies or open


@dataclass(frozen=True)
class Row:
    """What was submitted, as a list shows it."""

    assessment: Assessment
    version: Version
    zone: str
    conclusions: list[Conclusion]
    risk: int
    opened: int  # questions without an answer
    unanswered: int  # questions of the overseer without a reply
    since: date  # when it was submitted last
    facts: Facts

    @property
    def age(self) -> int:
        """Days since it was submitted."""
        return (today() - self.since).days

    @property
    def title(self) -> str:
        """The name of the system, or nothing."""
        return str(self.version.summary["title"])


@router.get("/inbox", dependencies=[Depends(AnyOf("reviewer"))])
def inbox(request: Request) -> Response:
    """Everything that was submitted, the oldest that waits first."""
    pack = state_of(request).packs[language_of(request)]
    rows = {row.assessment.id: row for row in _rows(request)}
    filters = read_filters(request, (_item(row) for row in rows.values()), _facets(pack, rows, language_of(request)))
    shown = [rows[name] for name in filters.selection.found]
    context: dict[str, Any] = {"filters": filters, "rows": shown, "labels": risk_labels(pack)}
    context["erased"] = erased_rows(identify(request))
    return page(request, "pages/inbox.html", context)


def risk_labels(pack: Pack) -> dict[int, str]:
    """The names of the bands of risk."""
    return {level: one.label for level, one in enumerate(pack.impact.method.levels, start=1)} if pack.impact else {}


def pack_at(request: Request, identity: str) -> Pack:
    """A version of the questions and rules in the reader's language, else the present one."""
    return in_language(state_of(request).packs_at(identity), language_of(request))


def conclusions_of(pack: Pack, summary: Mapping[str, Any]) -> list[Conclusion]:
    """The gravest conclusions of a summary; rules that the pack no longer has are left out."""
    found = [(pack.rules[name], certainty) for name, certainty in summary["gravest"] if name in pack.rules]
    return [Conclusion(rule, pack.kind(rule.finding), certainty) for rule, certainty in found]


def _rows(request: Request) -> list[Row]:
    who = identify(request)
    with database.session() as session:
        zones = review.organisations(session)
        seen = [one for one in review.in_states(session, *STATES) if oversees(who, subject_of(one))]
        rows = [_row(request, session, one, zones) for one in seen if may(who, "read", subject_of(one))]
    waiting = ("submitted", "questions-asked")
    return sorted(rows, key=lambda row: (row.assessment.state not in waiting, -row.age))


def _row(request: Request, session: Session, one: Assessment, zones: dict[str, str]) -> Row:
    version = versions.version(session, one.id, one.submitted)
    pack = pack_at(request, version.pack_identity)
    submitted = max(step.at for step in review.transitions_of(session, one.id) if step.move == "submit")
    return Row(
        one,
        version,
        zones.get(one.organisation_id or "", ""),
        conclusions_of(pack, version.summary),
        version.summary["risk"],
        version.summary["open"],
        sum(not replies for _, replies in review.questions_of(session, one.id)),
        submitted.date(),
        facts(request, session, one, version, pack),
    )


def _item(row: Row) -> Item:
    values = {
        "zone": [row.assessment.organisation_id or ""],
        "review-state": [row.assessment.state],
        "gravest": {one.kind.id for one in row.conclusions if one.certainty != "open"} or {NOTHING},
        "risk": [str(row.risk)],
        "open-questions": ["yes" if row.opened else "no"],
        "age": [str(days) for days in AGES if row.age >= days],
        "concerns": row.facts.concerns,
        "due": row.facts.when_due,
        "law-moved": ["yes" if row.facts.moved else "no"],
        "banned": ["yes" if row.facts.bans else "no"],
        "verdicts": [HIGH_YET_NOT_PROHIBITED] if row.facts.high_yet_not_prohibited else [],
    }
    return item(row.assessment.id, values, [row.title, row.zone, *(one.rule.title for one in row.conclusions)])


def _facets(pack: Pack, rows: dict[str, Row], language: str) -> Facets:
    def say(key: str, **values: str) -> str:
        return word(key, language, WORDS, **values)

    zones = {row.assessment.organisation_id or "": row.zone for row in rows.values()}
    labels = {str(level): label for level, label in risk_labels(pack).items()} | {"0": say("inbox-not-scored")}
    concerns = pack.questions[CONCERNS].options if CONCERNS in pack.questions else {}
    kinds = {kind.id: kind.label for kind in pack.kinds} | {NOTHING: say("nothing-holds")}
    return {
        "zone": (sorted(zones, key=lambda one: zones[one]), lambda one: zones[one]),
        "review-state": (STATES, lambda one: say(f"review-state-{one}")),
        "gravest": (kinds, lambda one: kinds[one]),
        "risk": (sorted(labels, reverse=True), lambda one: labels[one]),
        "open-questions": (("yes", "no"), say),
        "age": (map(str, AGES), lambda one: say("inbox-older", days=one)),
        "concerns": (concerns, concerns.__getitem__),
        "due": (DUE, lambda one: say(DUE[one])),
        "law-moved": (("yes", "no"), say),
        "banned": (("yes", "no"), say),
        "verdicts": ((HIGH_YET_NOT_PROHIBITED,), lambda _one: say("high-yet-not-prohibited", law=first_law(pack))),
    }


# -- side by side ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """A question to which the two give different answers, in words."""

    question: Question
    one: str
    other: str


@router.get("/compare", dependencies=[Depends(signed_in)])
def compare(request: Request) -> Response:
    """Two assessments that the reader may read: the answers and the findings that differ."""
    chosen = [request.query_params.get(name, "") for name in ("a", "b")]
    choices = comparable(request)
    known = {one for one, _ in choices}
    if any(one and one not in known for one in chosen):
        raise NotFound("compare")
    context: dict[str, Any] = {"choices": choices, "chosen": chosen, "difference": None}
    if all(chosen) and chosen[0] != chosen[1]:
        context |= _beside(request, chosen)
    return page(request, "pages/compare-zones.html", context)


def comparable(request: Request) -> list[tuple[str, str]]:
    """The assessments that the reader may compare: id, and name with organisation."""
    who = identify(request)
    language = language_of(request)
    with database.session() as session:
        zones = review.organisations(session)
        found = []
        for one in review.in_states(session, *STATES):
            subject: Subject = subject_of(one)
            if not may(who, "read", subject):
                continue
            if oversees(who, subject):
                title = versions.version(session, one.id, one.submitted).summary["title"]
            else:
                title = evaluate(state_of(request), one, answer_log.present(session, one.id), language).title
            named = title or word("unnamed", language, WORDS)
            found.append((one.id, f"{named} – {zones.get(one.organisation_id or '', '')}"))
    return sorted(found, key=lambda row: row[1])


def _beside(request: Request, chosen: list[str]) -> dict[str, Any]:
    language = language_of(request)
    opened = [open_assessment(request, one, language) for one in chosen]
    on = max(one.result.on for one in opened)
    pack = state_of(request).packs[language]
    one, other = (Result(pack, each.result.answers, on) for each in opened)
    pairs = []
    for question in pack.questions.values():
        texts = [_told(result, question) for result in (one, other)]
        if texts[0] != texts[1]:
            pairs.append((pack.topic_of(question.id), Pair(question, *texts)))
    topics: dict[str, tuple[str, list[Pair]]] = {}
    for topic, pair in pairs:
        topics.setdefault(topic.topic, (topic.title, []))[1].append(pair)
    names = dict(comparable(request))
    return {
        "difference": Difference(one, other),
        "topics": list(topics.values()),
        "titles": [names[each] for each in chosen],
        "results": (one, other),
        "on": on,
        "labels": risk_labels(pack),
    }


def _told(result: Result, question: Question) -> str:
    """An answer in words; nothing where the question is not asked."""
    if not result.evaluation.shown(question.id):
        return ""
    answer = result.answers.get(question.id)
    return value_text(question, answer.value if answer else None, result.pack.language)
