"""Bans: what is prohibited now, what may be, and what will be, by one version of the rules or by several."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.assess.findings import STOP, Finding, Result
from app.pack.model import Pack
from app.people.review import MoveError

USED: tuple[str, ...] = ("approved", "approved-with-conditions", "in-use", "due-for-review")  # may be in use, or soon


@dataclass(frozen=True)
class Ban:
    """A ban, or an absolute right that is touched."""

    id: str  # of the rule or right
    title: str
    because: str
    since: date | None  # from when it applies; None where it always did, as for an absolute right


def bans(results: Sequence[Result]) -> tuple[Ban, ...]:
    """What is prohibited now, by any of the results: then nobody may approve or use it, whatever anybody advises."""
    rights = [gate.right for one in results if one.impact for gate in one.impact.gates if gate.closed]
    touched = [Ban(right.id, right.title, right.about, None) for right in rights]
    return _once((*_found(results, lambda one: one.holds and one.timing.when == "applies-now"), *touched))


def open_bans(results: Sequence[Result]) -> tuple[Ban, ...]:
    """What may be prohibited now: an unknown answer leaves it open."""
    return _once(_found(results, lambda one: one.open and one.timing.when == "applies-now"))


def coming_bans(results: Sequence[Result]) -> tuple[Ban, ...]:
    """What will be prohibited from a later day on."""
    return _once(_found(results, lambda one: one.holds and one.timing.when == "applies-from"))


def may_come(results: Sequence[Result]) -> tuple[Ban, ...]:
    """What may be prohibited from a later day on: an unknown answer leaves it open."""
    return _once(_found(results, lambda one: one.open and one.timing.when == "applies-from"))


def titles(pack: Pack, ids: Iterable[str]) -> tuple[str, ...]:
    """The titles of bans in the language of the pack; of one that the pack no longer has, its id."""
    rights = {right.id: right.title for right in pack.impact.rights} if pack.impact else {}
    return tuple(pack.rules[one].title if one in pack.rules else rights.get(one, one) for one in ids)


def refuse_banned(results: Sequence[Result]) -> None:
    """Raise MoveError where what would be taken into use, or would stay so, is prohibited now."""
    if bans(results):
        raise MoveError("state", "prohibited")


def _found(results: Sequence[Result], fits: Callable[[Finding], bool]) -> Iterator[Ban]:
    for result in results:
        for one in result.findings:
            if one.kind.calls_for == STOP and fits(one):
                yield Ban(one.rule.id, one.rule.title, one.rule.because, one.timing.from_)


def _once(found: Iterable[Ban]) -> tuple[Ban, ...]:
    """Each ban once, in the words of the last of the results: the rules that are served."""
    return tuple({one.id: one for one in found}.values())
