"""What the overseer's inbox must know of a submitted version besides its summary: the law of today, and what is due."""

from dataclasses import dataclass
from datetime import date

from fastapi import Request
from sqlmodel import Session

from app.pack.model import Pack
from app.people import review, versions
from app.people.bans import USED, Ban, bans
from app.report.gallery import high_yet_not_prohibited
from app.store.review_tables import Version
from app.store.tables import Assessment
from app.web.pages import today
from app.web.state import Open, by_present_law

CONCERNS = "output-concerns"  # the question that says what kind of system it is: what its output is about
SOON = 30  # days


@dataclass(frozen=True)
class Facts:
    """About one submitted version."""

    bans: tuple[Ban, ...]  # that hold today on what may be in use
    moved: bool  # whether a ban, a condition or a class stands otherwise by the law of today
    due: date | None  # the next day of review or deadline of a condition
    concerns: tuple[str, ...]
    high_yet_not_prohibited: bool

    @property
    def when_due(self) -> tuple[str, ...]:
        """As a choice in a filter: passed, soon or later; nothing where nothing is due."""
        if self.due is None:
            return ()
        days = (self.due - today()).days
        return ("passed" if days < 0 else "soon" if days <= SOON else "later",)


def facts(request: Request, session: Session, one: Assessment, version: Version, pack: Pack) -> Facts:
    """Work them out; `pack`: the rules of the version."""
    own = versions.result_of(version, pack)
    law = by_present_law(request, Open(one, versions.entries(version), own, [], pack))
    concerns = own.answers.known(CONCERNS)
    return Facts(
        bans(law) if one.state in USED else (),
        versions.law_moved(version, law[-1]),
        _due(session, one),
        concerns if isinstance(concerns, tuple) else (),
        high_yet_not_prohibited(own),
    )


def _due(session: Session, one: Assessment) -> date | None:
    kept = review.story(session, one.id, submitted_only=True)
    days = [condition.deadline for condition in kept.conditions if condition.met is None]
    days += [kept.review_on] if kept.review_on and one.state in ("in-use", "due-for-review") else []
    return min(days, default=None)
