"""The counts of a portfolio: two verdicts against each other."""

from dataclasses import dataclass

from app.web.inbox import Conclusion
from app.web.overview import overview


@dataclass
class System:
    """What is counted."""

    zone: str
    state: str
    risk: int
    conclusions: list[Conclusion]


def test_a_system_counts_under_its_gravest_conclusion_and_its_risk(real):
    pack = real["en"]
    rule = next(iter(pack.rules.values()))
    gravest, lesser = pack.kinds[0], pack.kinds[1]
    rows = [
        System("A", "draft", 4, [Conclusion(rule, gravest, "holds"), Conclusion(rule, lesser, "holds")]),
        System("A", "draft", 4, [Conclusion(rule, gravest, "open"), Conclusion(rule, lesser, "if-applies")]),
        System("B", "in-use", 0, [Conclusion(rule, gravest, "open")]),
    ]
    seen = overview(pack, rows)
    told = {one.kind and one.kind.id: one.by_risk for one in seen.crossed}
    assert told == {gravest.id: (0, 0, 0, 0, 1), lesser.id: (0, 0, 0, 0, 1), None: (1, 0, 0, 0, 0)}
    assert [(bar.name, bar.count, bar.percent) for bar in seen.states] == [("draft", 2, 100), ("in-use", 1, 50)]
    assert [(bar.name, bar.count) for bar in seen.zones] == [("A", 2), ("B", 1)]


def test_an_empty_portfolio_has_nothing_to_draw(real):
    seen = overview(real["en"], [])
    assert not seen.crossed and not seen.states and not seen.zones
