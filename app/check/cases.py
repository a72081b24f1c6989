"""Worked cases: their answers fit, are asked, and lead to what the case expects."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.assess.answers import Answer, AnswerError, Answers, parse_value
from app.assess.findings import Result
from app.check.names import at
from app.pack.case import Case
from app.pack.load import Packs
from app.pack.model import Pack
from app.pack.problem import Problem


@dataclass(frozen=True)
class Difference:
    """An expected finding that does not come out."""

    case: str
    rule: str
    expected: str
    found: str


def answers_of(pack: Pack, case: Case) -> tuple[Answers, list[AnswerError]]:
    """The answers of a case, with its notes and sources."""
    answers: dict[str, Answer] = {}
    errors: list[AnswerError] = []
    for name, item in case.every_answer.items():
        question = pack.questions.get(name)
        if question is None:
            errors.append(AnswerError(name, "unknown", f"there is no question '{name}'"))
            continue
        try:
            value = parse_value(question, item.value)
        except AnswerError as error:
            errors.append(error)
            continue
        answers[name] = Answer(value, item.note or "", pack.cite(item.source) if item.source else "")
    return Answers(answers), errors


def differences(pack: Pack, case: Case, on: date) -> list[Difference]:
    """Where the case does not come out as expected on the date."""
    answers, _ = answers_of(pack, case)
    result = Result(pack, answers, on)
    found = {rule: result.finding(rule).status for rule in case.expects if rule in pack.rules}
    return [
        Difference(case.case, rule, expected.status, found.get(rule, "no such rule"))
        for rule, expected in case.expects.items()
        if found.get(rule) != expected.status
    ]


def fit(packs: Packs) -> Iterator[Problem]:
    """Every case has answers that fit, to questions that are asked, and expects rules that exist."""
    pack = packs.source
    for case in pack.cases.values():
        key = f"case:{case.case}"
        answers, errors = answers_of(pack, case)
        yield from (at(pack, key, str(error)) for error in errors)
        for rule in case.expects:
            if rule not in pack.rules:
                yield at(pack, key, f"there is no rule '{rule}'")
        if errors:
            continue
        result = Result(pack, answers, pack.as_of)
        for name in answers:
            if not result.evaluation.shown(name):
                yield at(pack, key, f"answers {name}, which is not asked in this case")
        for difference in differences(pack, case, pack.as_of):
            yield at(pack, key, f"{difference.rule} is {difference.found}, not {difference.expected}")
