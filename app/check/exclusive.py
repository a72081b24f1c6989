"""Proof by shape that two rules exclude each other: one needs something true that the other needs false.

Cheap and exact where it succeeds; where it does not, the search decides.
"""

from collections.abc import Iterator

from app.assess.evaluation import rule_conditions
from app.pack.condition import All, Any_, Condition, Is, Not, RuleHolds, TermHolds
from app.pack.model import Pack, Rule


def exclude_each_other(pack: Pack, one: Rule, other: Rule) -> bool:
    """Whether the shape of the rules proves that they never hold on the same answers."""
    needs, others = set(_needs_of_rule(pack, one)), set(_needs_of_rule(pack, other))
    if any((condition, not truth) in others for condition, truth in needs):
        return True
    return any(
        _differ(pack, mine, theirs)
        for mine, truth in needs
        if truth and isinstance(mine, Is)
        for theirs, other_truth in others
        if other_truth and isinstance(theirs, Is)
    )


def _differ(pack: Pack, mine: Is, theirs: Is) -> bool:
    """Whether the same question would need two values, of which it takes one."""
    one_value = mine.question == theirs.question and pack.questions[mine.question].kind != "several-of"
    return one_value and not set(mine.options) & set(theirs.options)


def _needs_of_rule(pack: Pack, rule: Rule) -> Iterator[tuple[Condition, bool]]:
    if_, *exceptions = rule_conditions(rule)
    yield RuleHolds(rule.id), True
    yield from _needs(pack, if_, True)
    for exception in exceptions:
        yield from _needs(pack, exception, False)


def _needs(pack: Pack, condition: Condition, truth: bool) -> Iterator[tuple[Condition, bool]]:
    """Everything that must be true, or false, for the condition to be so."""
    yield condition, truth
    match condition, truth:
        case (All(parts), True) | (Any_(parts), False):
            for part in parts:
                yield from _needs(pack, part, truth)
        case Not(part), _:
            yield from _needs(pack, part, not truth)
        case TermHolds(term), _:
            yield from _needs(pack, pack.terms[term].if_, truth)
        case RuleHolds(name), True:
            yield from _needs_of_rule(pack, pack.rules[name])
