"""Write docs/library.md: every system and every other entry of the reports' catalogue with its conclusion.

Usage: python scripts/library.py; tests/test_library.py fails where the page is not up to date.
"""

import re
from pathlib import Path

from app.assess.findings import Result
from app.check.cases import answers_of
from app.pack.case import Case
from app.pack.load import load
from app.pack.model import Pack
from app.settings import settings

PAGE = Path(__file__).parent.parent / "docs" / "library.md"
HEAD = """# The library of real systems

Every entry of the catalogue that was drawn from the five reports, with the worked case that carries it and its position
under the AI Act on {day} (nothing about the impact on people: that is a verdict of its own, on the page of the case),
or the card that says why it is no case. What reports state are their authors' claims.
Written by `python scripts/library.py`.

| catalogue | what | country | where | position under the AI Act |
|---|---|---|---|---|
"""


def page(pack: Pack) -> str:
    """The page in Markdown."""
    lines = []
    for case in pack.cases.values():
        position = _position(pack, case)
        for number in case.catalogue or ("–",):
            lines.append((number, case.name, case.country, f"case `{case.case}`", position))
    for card in pack.cards.values():
        for number in card.catalogue:
            lines.append((number, card.name, card.country or "", f"card `{card.id}` ({card.kind})", "–"))
    body = "".join(f"| {' | '.join(line)} |\n" for line in sorted(lines, key=lambda line: _order(line[0])))
    return HEAD.format(day=pack.as_of.isoformat()) + body


def numbers(pack: Pack) -> list[str]:
    """Every catalogue number that a case or a card carries."""
    parts = [*(case.catalogue for case in pack.cases.values()), *(card.catalogue for card in pack.cards.values())]
    return [number for part in parts for number in part]


def _order(number: str) -> tuple[str, int]:
    found = re.fullmatch(r"([A-Z]+)-(\d+)", number)
    return (found[1], int(found[2])) if found else (number, 0)


def _position(pack: Pack, case: Case) -> str:
    result = Result(pack, answers_of(pack, case)[0], pack.as_of)
    position = next(one for one in result.positions if one.regime.id == "ai-act")
    if position.applies is False:
        would = position.would_be[:1]
        return "outside the Act" + (f"; would be: {would[0].rule.title}" if would else "")
    scope = "" if position.applies else "scope open; "
    gravest = position.gravest or next(iter(position.would_be), None)
    if gravest:
        return f"{scope}{gravest.kind.label}: {gravest.rule.title}"
    could = position.could_still_be[:1]
    return scope + (f"could still be {could[0].kind.label.lower()}: {could[0].rule.title}" if could else "no class found")


if __name__ == "__main__":
    PAGE.write_text(page(load(settings().pack_dir).source), encoding="utf-8")
