"""What a gallery of worked cases says of each: two verdicts, the articles behind them, and how it is found."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.assess.evaluation import Truth
from app.assess.findings import CLASSIFIES, STOP, Finding, Result
from app.assess.impact import ImpactAssessment
from app.pack.case import Case
from app.pack.citation import Citation
from app.pack.model import Pack, Regime
from app.report.facets import Item, folded, item
from app.report.words import country

Certainty = Literal["holds", "if-applies", "open"]
CERTAINTIES: tuple[Certainty, ...] = ("holds", "if-applies", "open")  # from settled to open
GRAVEST = 4  # the highest level of a score
HIGH_YET_NOT_PROHIBITED = "high-yet-not-prohibited"  # the choice of a filter
NOTHING = "nothing"  # the conclusion where no ban, condition or class holds or may hold


@dataclass(frozen=True)
class Conclusion:
    """A gate or class: it holds, holds if its law applies, or is open."""

    kind: str
    certainty: Certainty
    rule: str

    @property
    def value(self) -> str:
        """As a choice in a filter."""
        return f"{self.kind}-{self.certainty}"


@dataclass(frozen=True)
class Touched:
    """A right with a present score in the bands that call for consultation."""

    right: str
    level: int  # 1 to 4
    evidenced: bool  # False where the worst is assumed because answers are not known


@dataclass(frozen=True)
class Verdicts:
    """The legal class and the impact on people, apart, and the articles that gates and classes cite."""

    applies: Truth
    conclusions: tuple[Conclusion, ...]  # of the first regime: the gravest that holds, holds if it applies, is open
    level: int  # the highest present score, 1 to 4; 0 where nothing is scored
    touched: tuple[Touched, ...]  # gravest first
    marks: Mapping[Citation, Conclusion]
    high_yet_not_prohibited: bool

    @property
    def evidenced(self) -> bool:
        """Whether nothing behind the scores rests on an open answer."""
        return all(one.evidenced for one in self.touched)


def verdicts(result: Result) -> Verdicts:
    """What follows for a case, in ids: the same in every language."""
    position = next(iter(result.positions), None)
    groups = (position.holding, position.would_be, position.could_still_be) if position else ((), (), ())
    return Verdicts(
        applies=position.applies if position else None,
        conclusions=_conclusions(*groups),
        level=result.impact.highest("current") if result.impact else 0,
        touched=_touched(result.impact) if result.impact else (),
        marks=_marks(result),
        high_yet_not_prohibited=high_yet_not_prohibited(result),
    )


def high_yet_not_prohibited(result: Result) -> bool:
    """Whether the present impact is in the bands that call for consultation, and no ban holds on these answers.

    A ban of the first regime must not even be open: what is not known is no no.
    """
    impact, pack = result.impact, result.pack
    if impact is None or any(gate.closed for gate in impact.gates):
        return False
    first = first_regime(pack)
    for one in result.findings:
        may_hold = one.open and (one.outside_regime or pack.regime_of(one.rule) is first)
        if one.kind.calls_for == STOP and (one.holds or may_hold):
            return False
    return impact.highest("current") >= impact.method.consult_from


def first_regime(pack: Pack) -> Regime | None:
    """The law whose verdict a list shows: the first that can classify anything."""
    return next((one for one in pack.regimes if one.source), None)


def first_law(pack: Pack) -> str:
    """Its title, or nothing."""
    regime = first_regime(pack)
    return regime.title if regime else ""


def _touched(impact: ImpactAssessment) -> tuple[Touched, ...]:
    """Absolute rights that are violated, then the rights whose score calls for consultation, gravest first."""
    closed = [Touched(gate.right.id, GRAVEST, True) for gate in impact.gates if gate.closed]
    scored = [
        Touched(right, impact.highest("current", right), all(one.evidenced for one in scores))
        for right, scores in impact.by_right.items()
    ]
    high = [one for one in scored if one.level >= impact.method.consult_from]
    return (*closed, *sorted(high, key=lambda one: -one.level))


def _conclusions(*groups: tuple[Finding, ...]) -> tuple[Conclusion, ...]:
    """The first, gravest finding of each group; the groups are in the order of CERTAINTIES."""
    pairs = zip(groups, CERTAINTIES, strict=True)
    return tuple(Conclusion(found[0].kind.id, certainty, found[0].rule.id) for found, certainty in pairs if found)


def _marks(result: Result) -> dict[Citation, Conclusion]:
    """Every article of binding law that a gate or class cites: the most settled finding, of these the gravest."""
    pack = result.pack
    found: dict[Citation, Conclusion] = {}
    for finding in (*result.holding, *_by_gravity(result, outside=True), *_by_gravity(result, outside=False)):
        if (finding.kind.gate or finding.kind.classifies) and finding.kind.id != CLASSIFIES:
            mark = Conclusion(finding.kind.id, _certainty(finding), finding.rule.id)
            for citation in finding.rule.sources:
                if pack.sources[citation.instrument].kind == "law" and not citation.place.startswith("recital"):
                    found.setdefault(citation, mark)
    return found


def _by_gravity(result: Result, outside: bool) -> list[Finding]:
    order = result.pack.kind_order
    mine = [one for one in result.findings if not one.holds and (one.outside_regime if outside else one.open)]
    return sorted(mine, key=lambda one: order[one.kind.id])


def _certainty(finding: Finding) -> Certainty:
    return "holds" if finding.holds else "if-applies" if finding.outside_regime else "open"


# -- how cases and cards are found ---------------------------------------------------------------------


def case_items(pack: Pack, judged: Mapping[str, Verdicts]) -> tuple[Item, ...]:
    """Every case with its facets, by name."""
    cases = sorted(pack.cases.values(), key=lambda case: folded(case.name))
    return tuple(_case_item(case, judged[case.case], pack.language) for case in cases)


def _case_item(case: Case, judged: Verdicts, language: str) -> Item:
    values: dict[str, list[str]] = {
        "country": [case.country],
        "kind": [case.kind],
        "conclusion": [one.value for one in judged.conclusions] or [NOTHING],
        "article": [str(citation) for citation in judged.marks],
        "right": [one.right for one in judged.touched],
        "status": [case.status.is_],
        "verdicts": [HIGH_YET_NOT_PROHIBITED] if judged.high_yet_not_prohibited else [],
    }
    where = (country(case.country, language), case.force, case.vendor)
    return item(case.case, values, (case.name, *case.aliases, *where, case.summary, *case.catalogue))


def card_items(pack: Pack) -> tuple[Item, ...]:
    """Every card with its facets, by name."""
    return tuple(
        item(
            card.id,
            {"kind": [card.kind], "country": [card.country] if card.country else []},
            (card.name, card.says, card.why_no_case, *card.catalogue),
        )
        for card in sorted(pack.cards.values(), key=lambda card: folded(card.name))
    )


def article_order(pack: Pack, citation: Citation) -> tuple[int, list[tuple[int, int | str]]]:
    """Sorts articles: instruments in the order of the pack, numbers as numbers."""
    parts = re.findall(r"\d+|\D+", citation.place)
    place: list[tuple[int, int | str]] = [(0, int(part)) if part.isdigit() else (1, part) for part in parts]
    return list(pack.sources).index(citation.instrument), place


def right_titles(pack: Pack) -> dict[str, str]:
    """The titles of the rights that are scored, in the order of the pack."""
    return {right.id: right.title for right in pack.impact.rights} if pack.impact else {}


def opening(text: str, least: int = 60) -> str:
    """The beginning of a summary, as it stands in a list: whole sentences, until they have so many characters."""
    shown = ""
    for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z\"“‘])", text):
        shown = f"{shown} {sentence}".strip()
        if len(shown) >= least:
            break
    return shown
