"""What is still open, by the questions that decide it: each set of questions is said once."""

from dataclasses import dataclass

from app.assess.explain import deciding_condition
from app.assess.findings import Finding, Result
from app.pack.model import Question, Regime


@dataclass(frozen=True)
class Undecided:
    """Open findings that the same questions decide, gravest first."""

    regime: Regime | None  # whose scope is itself not settled
    questions: tuple[Question, ...]  # beyond those that settle the scope
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class OpenScope:
    """A regime of which it is not settled whether it applies, and the questions that settle it."""

    regime: Regime
    questions: tuple[Question, ...]


def open_scopes(result: Result) -> tuple[OpenScope, ...]:
    """The regimes whose scope is not settled."""
    pack, evaluation = result.pack, result.evaluation
    return tuple(
        OpenScope(regime, tuple(pack.questions[name] for name in deciding_condition(evaluation, regime.applies_if)))
        for regime in pack.regimes
        if regime.applies_if is not None and evaluation.truth(regime.applies_if) is None
    )


def undecided(result: Result, findings: tuple[Finding, ...]) -> tuple[Undecided, ...]:
    """The open gates and classes among the findings, grouped by what decides them, in the order of the findings."""
    pack = result.pack
    scope = {one.regime.id: {question.id for question in one.questions} for one in open_scopes(result)}
    groups: dict[tuple[str, tuple[str, ...]], list[Finding]] = {}
    for finding in findings:
        if not (finding.kind.gate or finding.kind.classifies):
            continue
        regime = pack.regime_of(finding.rule).id
        bound = regime if regime in scope and pack.is_bound(finding.rule) else ""
        own = tuple(name for name in finding.open_questions if name not in scope.get(bound, ()))
        groups.setdefault((bound, own), []).append(finding)
    regimes = {regime.id: regime for regime in pack.regimes}
    return tuple(
        Undecided(regimes.get(bound), tuple(pack.questions[name] for name in own), tuple(found))
        for (bound, own), found in groups.items()
    )
