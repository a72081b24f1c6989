"""The action plan, the measures and the findings as plain tables, for spreadsheets."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.report.contents import Contents, FindingRow
from app.report.words import word

Row = tuple[str | int, ...]


@dataclass(frozen=True)
class Sheet:
    """A table: its name, one word per column, and rows of texts and counts."""

    id: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def sheets(contents: Contents) -> tuple[Sheet, ...]:
    """The action plan, the measures, and every finding that holds or is open."""
    return actions(contents), measures(contents), findings(contents)


def actions(contents: Contents) -> Sheet:
    """What must happen, by whom and when, in the order of the agenda."""
    say = _say(contents)
    rows = [
        (row.finding.rule.title, row.finding.kind.label, row.finding.rule.remedy or "", row.by or "", _when(row))
        for row in contents.actions
    ]
    return Sheet("actions", say("action-plan"), _words(say, "finding", "kind", "what-to-do", "by", "when"), tuple(rows))


def measures(contents: Contents) -> Sheet:
    """Every measure with its state, owner, deadline and evidence."""
    say = _say(contents)
    board = contents.impact.board if contents.impact else ()
    rows = [
        (
            one.row.measure.title,
            one.state,
            one.row.owner,
            one.row.deadline,
            say("yes") if one.overdue else say("no"),
            one.proof,
        )
        for one in board
    ]
    headings = _words(say, "measure", "status", "by", "deadline-column", "overdue", "evidence")
    return Sheet("measures", say("measures"), headings, tuple(rows))


def findings(contents: Contents) -> Sheet:
    """Every finding that holds or is open, with reason, sources and the questions that decide it."""
    say = _say(contents)
    names = ("id", "kind", "status", "finding", "reason", "what-to-do", "by", "when", "sources", "decided-by")
    return Sheet("findings", say("findings"), _words(say, *names), tuple(_findings(contents)))


def _findings(contents: Contents) -> Iterator[Row]:
    say = _say(contents)
    would_be = [(row, say("if-the-law-applies")) for row in contents.would_be]
    holding = [(row, say("holds")) for group in contents.holding for row in group.rows]
    undecided = [(row, say("open")) for group in contents.open for row in group.rows]
    for row, status in (*holding, *would_be, *undecided):
        rule = row.finding.rule
        yield (
            rule.id,
            row.finding.kind.label,
            status,
            rule.title,
            rule.because,
            rule.remedy or "",
            row.by or "",
            _when(row),
            "; ".join(row.sources),
            "\n".join(question.ask for question in row.decided_by),
        )


def _when(row: FindingRow) -> str:
    return row.deadline or row.timing


def _say(contents: Contents) -> Callable[[str], str]:
    return lambda key: word(key, contents.language)


def _words(say: Callable[[str], str], *keys: str) -> tuple[str, ...]:
    return tuple(say(key) for key in keys)
