"""What a report is told of the review. It is stated by people and recorded; nothing of it is computed from answers."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError


@dataclass(frozen=True)
class Who:
    """Somebody as others know them; nobody where the calendar did it."""

    name: str = ""
    role: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class Reply:
    """What was replied to a question."""

    text: str
    by: Who
    on: date


@dataclass(frozen=True)
class Asked:
    """What the overseer asked about a version; `about` is the question of the questionnaire, or nothing."""

    version: int
    about: str
    text: str
    by: Who
    on: date
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True)
class Opinion:
    """The opinion of an overseer on a version, in a language of its own."""

    version: int
    language: str
    conclusion: str  # favourable, conditional or unfavourable
    summary: str
    points: tuple[str, ...]
    by: Who
    on: date


@dataclass(frozen=True)
class Decision:
    """What the controller decided on a version; the advice of the DPO as it was then, and why it was not followed."""

    version: int
    decision: str  # the move
    reason: str
    advice: str
    departs: str
    by: Who
    on: date
    accepted: tuple[str, ...] = ()  # titles of bans that were open and are accepted as such


@dataclass(frozen=True)
class Condition:
    """A condition of the approval."""

    text: str
    owner: str
    deadline: date
    met: date | None = None
    evidence: str = ""


@dataclass(frozen=True)
class Step:
    """A move of the assessment from one state to another."""

    move: str
    before: str
    after: str
    version: int | None
    by: Who
    on: date
    occasion: str = ""  # what gave rise to a review


@dataclass(frozen=True)
class Review:
    """The review so far; empty for an assessment outside the service, and for one that has not moved."""

    state: str = ""
    asked: tuple[Asked, ...] = ()
    opinions: tuple[Opinion, ...] = ()  # newest first, like decisions
    decisions: tuple[Decision, ...] = ()
    conditions: tuple[Condition, ...] = ()
    steps: tuple[Step, ...] = ()  # oldest first
    review_on: date | None = None

    def __bool__(self) -> bool:
        return bool(self.steps)


NO_REVIEW = Review()
_PLAIN = TypeAdapter(Review)


def plain(review: Review) -> dict[str, Any]:
    """The review as plain data."""
    found: dict[str, Any] = _PLAIN.dump_python(review, mode="json")
    return found


def parse_review(raw: Any) -> Review:
    """Read a review from untrusted plain data. Raises ValueError."""
    try:
        return _PLAIN.validate_python(raw)
    except ValidationError as error:
        raise ValueError("the review has the wrong shape") from error
