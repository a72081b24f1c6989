"""Proof that a pack is sound: each check is a function from packs to problems."""

from collections.abc import Callable, Iterator

from app.check import cases, examples, logic, names, texts
from app.pack.load import Packs
from app.pack.problem import Problem

Check = Callable[[Packs], Iterator[Problem]]

# Names first: every later check relies on ids that exist and conditions without a circle.
STAGES: tuple[tuple[Check, ...], ...] = (
    (names.references, names.values, names.impact, names.coverage, names.sources, names.cards),
    (names.circles,),
    (
        texts.plain,
        texts.required,
        logic.questions_can_be_shown,
        logic.questions_are_used,
        logic.questions_say_what_settles_them,
        texts.translated,
    ),
    (
        logic.rules_can_hold_and_fail,
        logic.nothing_holds_because_unasked,
        logic.exclusive_rules,
        examples.come_out,
        examples.exceptions_on_both_sides,
        cases.fit,
    ),
    (texts.confirmed,),
)


def check(packs: Packs) -> list[Problem]:
    """Every problem of the pack; stops after the first stage that finds one."""
    for stage in STAGES:
        problems = [problem for one in stage for problem in one(packs)]
        if problems:
            return sorted(set(problems))
    return []
