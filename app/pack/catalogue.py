"""Questions and rules of a pack as plain data, for `waarborg questions --json` and the API."""

from typing import Any

from app.pack.condition import All, Answered, Any_, AnyRow, AtLeast, Between, Condition, Is, Not, RuleHolds, TermHolds
from app.pack.load import Packs
from app.pack.model import Question, Rule


def condition(value: Condition | None) -> Any:
    """A condition as it is written in a topic file."""
    match value:
        case All(parts):
            return {"all": [condition(part) for part in parts]}
        case Any_(parts):
            return {"any": [condition(part) for part in parts]}
        case AtLeast(number, parts):
            return {"at-least": {"number": number, "of": [condition(part) for part in parts]}}
        case Not(part):
            return {"not": condition(part)}
        case TermHolds(term):
            return {"term": term}
        case RuleHolds(rule):
            return {"rule": rule}
        case Is(question, options):
            return {question: options[0] if len(options) == 1 else list(options)}
        case Between(question, at_least, at_most):
            limits = {"at-least": at_least, "at-most": at_most}
            return {question: {name: limit for name, limit in limits.items() if limit is not None}}
        case Answered(question):
            return {question: "answered"}
        case AnyRow(question, cells):
            return {question: {"any-row": {name: test for cell in cells for name, test in condition(cell).items()}}}
    return None


def questions(packs: Packs) -> list[dict[str, Any]]:
    """Every question: id, kind, options, when, sources, texts per language."""
    pack = packs.source
    return [
        {
            "id": question.id,
            "topic": pack.topic_of(question.id).topic,
            "section": pack.section_of(question.id).id,
            "kind": question.kind,
            "settled-by": question.settled_by,
            "options": ["yes", "no"] if question.kind == "yes-no" else list(question.options),
            "columns": [
                {"id": column.id, "kind": column.kind, "options": list(column.options)} for column in question.columns
            ],
            "not-known": True,
            "does-not-apply": question.does_not_apply,
            "when": condition(question.when),
            "sources": [str(citation) for citation in question.sources],
            "who": list(question.who),
            "texts": {language: _texts(other.questions[question.id]) for language, other in packs.items()},
        }
        for question in pack.questions.values()
    ]


def _texts(question: Question) -> dict[str, Any]:
    return {
        "ask": question.ask,
        "why": question.why,
        "hint": question.hint,
        "open-norm": question.open_norm,
        "options": dict(question.options),
        "columns": {column.id: column.label for column in question.columns},
        "evidence": list(question.evidence),
    }


def rules(packs: Packs) -> list[dict[str, Any]]:
    """Every rule: id, finding, conditions, sources, the dates that its provisions give it, texts."""
    pack = packs.source
    return [
        {
            "id": rule.id,
            "topic": pack.topic_of(rule.id).topic,
            "regime": pack.regime_of(rule).id,
            "finding": rule.finding,
            "if": condition(rule.if_),
            "unless": [
                {"id": exception.id, "if": condition(exception.if_), "sources": [str(c) for c in exception.sources]}
                for exception in rule.unless
            ],
            "sources": [str(citation) for citation in (*rule.sources, *pack.national(rule))],
            "applies": _dates(packs, rule),
            "texts": {language: _rule_texts(other.rules[rule.id]) for language, other in packs.items()},
        }
        for rule in pack.rules.values()
    ]


def _rule_texts(rule: Rule) -> dict[str, Any]:
    return {"title": rule.title, "because": rule.because, "remedy": rule.remedy}


def _dates(packs: Packs, rule: Rule) -> dict[str, Any]:
    pack = packs.source
    validity = pack.validity(rule)
    return {
        "from": validity.from_.isoformat() if validity.from_ else None,
        "until": validity.until.isoformat() if validity.until else None,
        "status": validity.status,
    }
