"""Changed answers in the query of an address, named as in the wizard's form. Untrusted input."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from app.assess.answers import Answer, Answers, Value, parse_value, plain_value
from app.pack.model import Pack, Question
from app.web.form import NONE, Entered, Form, fields, read, shown

MAX_LENGTH = 8_000  # characters of a query
MAX_CHANGES = 60  # questions
NAMED = re.compile(r"[atrc]\.([a-z0-9-]+)(\..*)?")


@dataclass(frozen=True)
class Changes:
    """The changed answers that a query asks for, and what in it cannot be used."""

    values: Mapping[str, Value]
    unknown: tuple[str, ...] = ()  # names that are no question
    wrong: tuple[Entered, ...] = ()  # values that do not fit their question
    too_much: bool = False

    def apply(self, answers: Answers) -> Answers:
        """The answers with the changes."""
        return Answers({**answers, **{name: Answer(value) for name, value in self.values.items()}})


def changes_in(pack: Pack, answers: Answers, query: QueryParams) -> Changes:
    """The changes to the answers; what does not fit is told and left out. Never raises."""
    sent = QueryParams([(name, value) for name, value in query.multi_items() if value.strip()])
    names = dict.fromkeys(match[1] for name in sent if (match := NAMED.fullmatch(name)))
    names |= dict.fromkeys(sent.getlist("shown"))
    if len(str(query)) > MAX_LENGTH:
        return Changes({}, too_much=True)
    values: dict[str, Value] = {}
    wrong: list[Entered] = []
    for question in (pack.questions[name] for name in names if name in pack.questions):
        now = answers.known(question.id)
        entered, change = read(question, _with_emptied(question, now, sent))
        if change is None:
            wrong.append(entered)
        elif change.value is not None and change.value != _plain(answers, question.id):
            values[question.id] = parse_value(question, change.value)
    if len(values) > MAX_CHANGES:
        return Changes({}, too_much=True)
    return Changes(values, tuple(name for name in names if name not in pack.questions), tuple(wrong))


def _with_emptied(question: Question, now: Value | None, sent: Form) -> Form:
    """An answer that was there and of which nothing is left in the form is "none of these"."""
    several = question.kind in ("several-of", "table")
    left = any(name == f"a.{question.id}" or name.startswith(f"c.{question.id}.") for name in sent)
    if several and now is not None and not left and question.id in sent.getlist("shown"):
        return QueryParams([*sent.multi_items(), (f"a.{question.id}", NONE)])
    return sent


def _plain(answers: Answers, name: str) -> object:
    return plain_value(answers[name].value) if name in answers else None


def query_of(questions: Mapping[str, Question], values: Mapping[str, Value]) -> str:
    """The query that asks for these changes."""
    entered = [shown(questions[name], plain_value(value)) for name, value in values.items()]
    return urlencode([pair for one in entered for pair in fields(one)])
