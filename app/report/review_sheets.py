"""The review as plain tables, for Word documents and spreadsheets; nothing where there was none."""

from collections.abc import Callable
from datetime import date
from typing import Protocol

from app.report.contents import Contents
from app.report.review import Decision, Review, Step, Who
from app.report.sheets import Row, Sheet
from app.report.words import REPORT, day, word

DECISION = ("told-decision", "reason", "told-advice", "told-departs", "by")  # headings


class Stated(Protocol):
    """Something that somebody stated on a day."""

    @property
    def by(self) -> Who:
        """Who."""

    @property
    def on(self) -> date:
        """When."""


def review_sheets(contents: Contents) -> tuple[Sheet, ...]:
    """Questions and replies, opinions, decisions, conditions and the way so far; empty tables are left out."""
    language = contents.language

    def say(key: str, **values: str) -> str:
        return word(key, language, REPORT, **values)

    def by(one: Stated, version: int | None = None) -> str:
        role = say(f"told-role-{one.by.role}") if one.by.role else ""
        who = ", ".join(filter(None, (one.by.name, role, one.by.organisation))) or say("told-calendar")
        about = say("told-version", number=str(version)) if version else ""
        return "; ".join(filter(None, (who, day(one.on, language), about)))

    tables = [
        ("told-asked", ("question", "answer", "by"), _asked(contents.review, by)),
        ("told-opinions", ("conclusion", "reason", "by"), _opinions(contents.review, say, by)),
        ("told-decision", DECISION, _decided(contents.review, say, by)),
        ("told-conditions", ("condition", "by", "deadline-column", "result", "evidence"), _conditions(contents, say)),
        ("told-way", ("told-step", "told-from-to", "by"), _way(contents.review, say, by)),
    ]
    return tuple(Sheet(key, say(key), tuple(map(say, heads)), rows) for key, heads, rows in tables if rows)


def _asked(review: Review, by: Callable[..., str]) -> tuple[Row, ...]:
    return tuple(
        (
            "\n".join(filter(None, (one.about, one.text))),
            "\n".join(f"{reply.text} ({by(reply)})" for reply in one.replies),
            by(one, one.version),
        )
        for one in review.asked
    )


def _opinions(review: Review, say: Callable[..., str], by: Callable[..., str]) -> tuple[Row, ...]:
    return tuple(
        (say(f"opinion-{one.conclusion}"), "\n".join((one.summary, *one.points)), by(one, one.version))
        for one in review.opinions
    )


def _decided(review: Review, say: Callable[..., str], by: Callable[..., str]) -> tuple[Row, ...]:
    return tuple(
        (say(f"told-move-{one.decision}"), _reason(one, say), one.advice, one.departs, by(one, one.version))
        for one in review.decisions
    )


def _reason(one: Decision, say: Callable[..., str]) -> str:
    """Why, and which open bans are accepted."""
    return "\n".join([one.reason, *([say("accepted-while-open"), *one.accepted] if one.accepted else [])])


def _conditions(contents: Contents, say: Callable[..., str]) -> tuple[Row, ...]:
    return tuple(
        (
            one.text,
            one.owner,
            one.deadline.isoformat(),
            f"{say('met')}, {day(one.met, contents.language)}" if one.met else say("not-met"),
            one.evidence,
        )
        for one in contents.review.conditions
    )


def _way(review: Review, say: Callable[..., str], by: Callable[..., str]) -> tuple[Row, ...]:
    return tuple(
        (
            _move(one, say),
            f"{say(f'told-state-{one.before}')} → {say(f'told-state-{one.after}')}",
            by(one, one.version),
        )
        for one in review.steps
    )


def _move(one: Step, say: Callable[..., str]) -> str:
    """The move, and what gave rise to a review."""
    occasion = f": {say(f'occasion-{one.occasion}')}" if one.occasion else ""
    return say(f"told-move-{one.move}") + occasion
