"""Answers, dates and status as a reader sees them, in the language of the pack."""

from app.assess.answers import NOT_KNOWN, DoesNotApply, Table, Value
from app.assess.findings import Deadline, Timing
from app.pack.model import Column, Pack, Question, Rule
from app.report.words import day, word


def value_text(question: Question | Column, value: Value | None, language: str) -> str:
    """An answer in words."""
    if value is None:
        return word("unanswered", language)
    if value == NOT_KNOWN:
        return word("not-known", language)
    if isinstance(value, DoesNotApply):
        return word("does-not-apply", language, reason=value.reason)
    if question.kind == "yes-no":
        return word(str(value), language)
    if isinstance(value, Table):
        return "\n".join("; ".join(row) for row in table_text(question, value, language)) or word("no-rows", language)
    if isinstance(value, tuple):
        return "; ".join(question.options[option] for option in value) or word("none-of-these", language)
    if question.kind == "one-of":
        return question.options[str(value)]
    if isinstance(value, float):
        return f"{value:g}{' ' + question.unit if question.unit else ''}"
    return value


def table_text(question: Question | Column, value: Value | None, language: str) -> list[list[str]]:
    """The rows of a table in words, each cell with its heading; nothing for any other answer."""
    if not isinstance(value, Table) or not isinstance(question, Question):
        return []
    return [
        [
            f"{column.label}: {value_text(column, row[column.id], language)}"
            for column in question.columns
            if column.id in row
        ]
        for row in value.rows
    ]


def sources_text(pack: Pack, rule: Rule) -> list[str]:
    """The citations of a rule, then the national articles behind them; what is not verified says so."""
    language = pack.language
    texts = [pack.cite(citation) for citation in rule.sources]
    for citation in pack.national(rule):
        status = pack.status_of(citation)
        doubt = "" if status == "applies" else f" ({word(status, language)})"
        texts.append(f"{pack.cite(citation)}{doubt}")
    return texts


def deadline_text(deadline: Deadline | None, language: str) -> str:
    """By when an answer is due, e.g. "sent on 1 September 2026: answer due by 13 October 2026"."""
    if deadline is None:
        return ""
    key = "deadline" if deadline.known else "deadline-if-today"
    text = word(key, language, starts=day(deadline.starts, language), ends=day(deadline.ends, language))
    if deadline.extended:
        text += "; " + word("deadline-extended", language, ends=day(deadline.extended, language))
    return text


def timing_text(timing: Timing, language: str) -> str:
    """When and how surely a rule applies, e.g. "applies from 2 December 2027; contested"."""
    moment = timing.until if timing.when == "no-longer" else timing.from_
    parts = [word(timing.when, language, date=day(moment, language) if moment else "")]
    if timing.status != "applies":
        parts.append(word(timing.status, language))
    return "; ".join(parts)


def first_sentence(text: str) -> str:
    """The first sentence of a text."""
    return text.split(". ")[0].rstrip(".") + "."


def shortened(text: str, length: int) -> str:
    """The text in one line; a longer one is cut after a word, with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[:length].rsplit(" ", 1)[0].rstrip(",;:") + " …"
