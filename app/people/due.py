"""What is due: reviews, measures, conditions and legal periods whose day has passed or is near."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlmodel import Session, col, select

from app.assess.answers import parse_answers
from app.assess.evaluation import DateError
from app.assess.findings import Result
from app.pack.load import Packs
from app.people import review
from app.people.access import STATES
from app.people.bans import USED, bans, coming_bans
from app.people.workflow import BY_ID
from app.store import answer_log
from app.store.packs import PackArchive
from app.store.review_tables import Condition
from app.store.tables import Assessment

What = Literal["prohibition", "review", "measure", "condition", "legal-period"]
DONE = ("in-place", "evidenced")  # the states of a measure that is no longer awaited
OVER = ("withdrawn", "rejected")  # states in which nothing is awaited


@dataclass(frozen=True)
class Due:
    """One thing with its day."""

    assessment: str
    organisation: str
    title: str
    what: What
    text: str
    who: str
    on: date


@dataclass(frozen=True)
class Law:
    """By which rules it is worked out: those that are served, and for bans also an assessment's own."""

    served: Packs
    kept: PackArchive
    language: str
    today: date

    def results(self, session: Session, one: Assessment) -> list[Result]:
        """What follows today, by its own rules where these are others and know this day, then by those served."""
        written = answer_log.as_written(answer_log.present(session, one.id))
        own = None if one.pack_identity == self.served.source.identity else self.kept.get(one.pack_identity)
        found = []
        with suppress(DateError):
            found += [self._result(own, written)] if own else []
        return [*found, self._result(self.served, written)]

    def _result(self, packs: Packs, written: dict[str, Any]) -> Result:
        pack = packs.get(self.language, packs.source)
        return Result(pack, parse_answers(pack, written)[0], self.today)


def due(session: Session, law: Law, within: int) -> list[Due]:
    """What has passed, or falls within that many days, the first day first."""
    zones = review.organisations(session)
    found: list[Due] = []
    for one in review.in_states(session, *(state for state in STATES if state not in OVER)):
        if one.organisation_id is None:
            continue
        results = law.results(session, one)
        title = str(results[-1].answers.known("system-name") or one.id)
        for what, text, who, day in (*_prohibitions(one, results, law.today), *_days(session, one, results[-1])):
            found.append(Due(one.id, zones.get(one.organisation_id, ""), title, what, text, who, day))
    last = law.today + timedelta(days=within)
    return sorted((row for row in found if row.on <= last), key=lambda row: (row.on, row.organisation, row.title))


def begin_reviews(session: Session, today: date) -> list[str]:
    """Move what is in use past its day of review to “due for review”; returns the assessments. Not committed."""
    moved = []
    for one in review.in_states(session, "in-use"):
        day = review.review_on(session, one.id)
        if day is not None and day <= today:
            review.move(session, one.id, BY_ID["review"], "", day.isoformat(), occasion="day")
            moved.append(one.id)
    return moved


def begin_reviews_of_banned(session: Session, law: Law) -> list[str]:
    """Move what is in use and prohibited now to “due for review”; returns the assessments. Not committed."""
    moved = []
    for one in review.in_states(session, "in-use"):
        found = bans(law.results(session, one))
        if found:
            titles = "; ".join(ban.title for ban in found)
            review.move(session, one.id, BY_ID["review"], "", titles, occasion="law")
            moved.append(one.id)
    return moved


def _prohibitions(one: Assessment, results: Sequence[Result], today: date) -> Iterator[tuple[What, str, str, date]]:
    """The bans on what may be in use: since when, or from when on."""
    if one.state in USED:
        for ban in (*bans(results), *coming_bans(results)):
            yield "prohibition", ban.title, "", ban.since or today


def _days(session: Session, one: Assessment, result: Result) -> Iterator[tuple[What, str, str, date]]:
    """Every awaited thing of an assessment: what, in words, who, and its day."""
    if one.state in ("in-use", "due-for-review"):
        day = review.review_on(session, one.id)
        if day:
            yield "review", "", "", day
    for row in result.impact.measures if result.impact else ():
        if row.state not in DONE and row.deadline:
            yield "measure", row.measure.title, row.owner, date.fromisoformat(row.deadline)
    for condition in _open_conditions(session, one):
        yield "condition", condition.text, condition.owner, condition.deadline
    for finding in result.holding:
        if finding.deadline and finding.deadline.known:
            who = result.pack.people.get(finding.rule.by, "") if finding.rule.by else ""
            yield "legal-period", finding.rule.title, who, finding.deadline.ends


def _open_conditions(session: Session, one: Assessment) -> Iterable[Condition]:
    decided = review.decisions_of(session, one.id)
    if not decided:
        return []
    wanted = select(Condition).where(Condition.decision_id == decided[0].id, col(Condition.met).is_(None))
    return session.exec(wanted).all()
