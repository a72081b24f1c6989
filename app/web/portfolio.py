"""The portfolio: who uses what, with which conclusions. An overseer sees content only where it was submitted."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.pack.model import Pack
from app.people import review, versions
from app.people.access import STATES, may, oversees
from app.people.subjects import subject_of
from app.render.spreadsheet import sheet_csv
from app.report.sheets import Sheet
from app.report.words import word
from app.store import database
from app.store.tables import Assessment
from app.web.access import identify, signed_in
from app.web.erased import erased_rows
from app.web.inbox import Conclusion, conclusions_of, pack_at, risk_labels
from app.web.overview import overview
from app.web.pages import WORDS, language_of, page
from app.web.state import outline_of, state_of

router = APIRouter(include_in_schema=False)
SIGNED_IN = Depends(signed_in)


@dataclass(frozen=True)
class Row:
    """One system: in which state, with which conclusion and risk, to be reviewed when."""

    id: str
    zone: str
    title: str
    state: str
    version: int
    conclusions: list[Conclusion]
    risk: int
    opened: int
    conditions: int  # of the approval, not yet met
    review_on: date | None


@dataclass(frozen=True)
class Portfolio:
    """The systems that the reader may see, and for an overseer how many more each zone works on."""

    rows: list[Row]
    unseen: dict[str, int]  # zone -> assessments that were never submitted


@router.get("/portfolio", dependencies=[SIGNED_IN])
def show(request: Request) -> Response:
    """The table, and what it looks like as a whole."""
    pack = state_of(request).packs[language_of(request)]
    found = _portfolio(request)
    context = {
        "portfolio": found,
        "overview": overview(pack, found.rows),
        "labels": risk_labels(pack),
        "erased": erased_rows(identify(request)),
    }
    return page(request, "pages/portfolio.html", context)


@router.get("/portfolio.csv", dependencies=[SIGNED_IN])
def as_csv(request: Request) -> Response:
    """The table as CSV."""
    language = language_of(request)
    pack = state_of(request).packs[language]
    labels = risk_labels(pack)

    def say(key: str) -> str:
        return word(key, language, WORDS)

    names = ("portfolio-zone", "system", "review-state", "conclusion", "portfolio-finding", "risk", "portfolio-open")
    headings = tuple(say(name) for name in (*names, "portfolio-conditions", "review-on", "portfolio-version"))
    rows = tuple(
        (
            row.zone,
            row.title or say("unnamed"),
            say(f"review-state-{row.state}"),
            "; ".join(_told(one, say) for one in row.conclusions) or say("nothing-holds"),
            "; ".join(one.rule.title for one in row.conclusions),
            labels.get(row.risk, ""),
            row.opened,
            row.conditions,
            row.review_on.isoformat() if row.review_on else "",
            row.version or "",
        )
        for row in _portfolio(request).rows
    )
    content = sheet_csv(Sheet("portfolio", say("portfolio"), headings, rows))
    headers = {"content-disposition": 'attachment; filename="waarborg-portfolio.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def _told(one: Conclusion, say: Callable[[str], str]) -> str:
    return one.kind.label if one.certainty == "holds" else f"{one.kind.label} ({say(f'certainty-{one.certainty}')})"


def _portfolio(request: Request) -> Portfolio:
    who = identify(request)
    rows: list[Row] = []
    unseen: Counter[str] = Counter()
    with database.session() as session:
        zones = review.organisations(session)
        for one in review.in_states(session, *STATES):
            subject = subject_of(one)
            zone = zones.get(one.organisation_id or "", "")
            if may(who, "read", subject):
                submitted_only = oversees(who, subject)
                pack, summary = _summary(request, session, one, submitted_only)
                kept = review.story(session, one.id, submitted_only)
                rows.append(_row(pack, one, zone, summary, kept))
            elif who.kind == "oversight" and "reviewer" in who.roles and one.organisation_id:
                unseen[zone] += 1
    return Portfolio(sorted(rows, key=lambda row: (row.zone, row.title)), dict(sorted(unseen.items())))


def _summary(
    request: Request, session: Session, one: Assessment, submitted: bool
) -> tuple[Pack, Mapping[str, Any]]:
    """The summary, for an overseer of what was submitted, and the version of the rules that made it."""
    if submitted:
        found = versions.version(session, one.id, one.submitted)
        return pack_at(request, found.pack_identity), found.summary
    known = outline_of(state_of(request), session, one, language_of(request))
    return known.pack, known.summary


def _row(pack: Pack, one: Assessment, zone: str, summary: Mapping[str, Any], kept: review.Story) -> Row:
    return Row(
        one.id,
        zone,
        summary["title"],
        one.state,
        one.submitted,
        conclusions_of(pack, summary),
        summary["risk"],
        summary["open"],
        sum(condition.met is None for condition in kept.conditions),
        kept.review_on,
    )
