"""Examples in topic files come out as written; every exception is shown on both sides."""

from collections.abc import Iterator

from app.assess.answers import AnswerError, parse_answers
from app.assess.findings import Result
from app.check.names import at
from app.pack.load import Packs
from app.pack.model import Example, Pack
from app.pack.problem import Problem


def result_of(pack: Pack, example: Example) -> tuple[Result | None, list[AnswerError]]:
    """The result of an example, every regime taken to apply."""
    answers, errors = parse_answers(pack, example.given)
    if errors:
        return None, errors
    on = max(pack.as_of, pack.law_state.from_ or pack.as_of)
    return Result(pack, answers, on, frozenset(regime.id for regime in pack.regimes)), []


def come_out(packs: Packs) -> Iterator[Problem]:
    """Every example gives what it says."""
    pack = packs.source
    for topic in pack.topics.values():
        for index, example in enumerate(topic.examples):
            key = f"example:{topic.topic}/{index}"
            result, errors = result_of(pack, example)
            yield from (at(pack, key, f"example '{example.name}': {error}") for error in errors)
            if result is None:
                continue
            for question in example.given:
                if not result.evaluation.shown(question):
                    yield at(pack, key, f"example '{example.name}' answers {question}, which is not asked then")
            for rule, wanted in example.then.items():
                finding = result.finding(rule)
                if finding.status != wanted:
                    why = f" (open: {', '.join(finding.open_questions)})" if finding.open else ""
                    yield at(pack, key, f"example '{example.name}': {rule} is {finding.status}, not {wanted}{why}")


def exceptions_on_both_sides(packs: Packs) -> Iterator[Problem]:
    """Every exception is true in one example of its topic and false in another: none can be written in vain."""
    pack = packs.source
    for topic in pack.in_order():
        for rule in topic.rules:
            for exception in rule.unless:
                truths = set()
                for example in topic.examples:
                    result, _ = result_of(pack, example)
                    if result and rule.id in example.then:
                        truths.add(result.evaluation.truth(exception.if_))
                if not {True, False} <= truths:
                    wanted = "needs an example in which it applies and one in which it does not"
                    yield at(pack, f"rule:{rule.id}", f"exception {exception.id} {wanted}")
