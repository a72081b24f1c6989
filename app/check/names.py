"""Every id, option, term, rule and source exists; no condition rests on itself."""

import difflib
from collections.abc import Iterable, Iterator

from app.assess.evaluation import rule_conditions
from app.pack.citation import Citation
from app.pack.condition import Answered, AnyRow, Between, Condition, Is, Leaf, RuleHolds, TermHolds, leaves
from app.pack.load import Packs
from app.pack.model import Column, Pack, Question
from app.pack.problem import Problem


def at(pack: Pack, key: str, message: str, line: int = 0) -> Problem:
    """A problem at the place of a part, or at a line of the same file."""
    file, own = pack.lines.get(key, ("pack.yaml", 0))
    return Problem(file, line or own, message)


def conditions(pack: Pack) -> Iterator[tuple[str, Condition]]:
    """Every condition of the pack with the key of the part in which it stands."""
    for question in pack.questions.values():
        if question.when is not None:
            yield f"question:{question.id}", question.when
    for term in pack.terms.values():
        yield f"term:{term.id}", term.if_
    for rule in pack.rules.values():
        for condition in rule_conditions(rule):
            yield f"rule:{rule.id}", condition
    for regime in pack.regimes:
        if regime.applies_if is not None:
            yield f"regime:{regime.id}", regime.applies_if
    if pack.impact:
        for right in pack.impact.rights:
            yield f"right:{right.id}", right.concerned_if
            if right.gate_if is not None:
                yield f"right:{right.id}", right.gate_if
        for driver in pack.impact.drivers.values():
            yield f"driver:{driver.id}", driver.if_
        for row in pack.impact.coverage:
            if row.applies_if is not None:
                yield f"coverage:{row.id}", row.applies_if


def suggestion(wrong: str, known: Iterable[str]) -> str:
    """What may have been meant, in brackets, or nothing."""
    close = difflib.get_close_matches(wrong, list(known), n=1)
    return f" (did you mean '{close[0]}'?)" if close else ""


def references(packs: Packs) -> Iterator[Problem]:
    """Every question, option, term and rule that a condition names exists and has the right kind."""
    pack = packs.source
    for key, condition in conditions(pack):
        for leaf in leaves(condition):
            message = _wrong(pack, leaf)
            if message:
                yield at(pack, key, message, leaf.line)


def _wrong(pack: Pack, leaf: Leaf) -> str | None:
    if isinstance(leaf, TermHolds):
        return None if leaf.term in pack.terms else f"there is no term '{leaf.term}'{suggestion(leaf.term, pack.terms)}"
    if isinstance(leaf, RuleHolds):
        return None if leaf.rule in pack.rules else f"there is no rule '{leaf.rule}'{suggestion(leaf.rule, pack.rules)}"
    question = pack.questions.get(leaf.question)
    if question is None:
        return f"there is no question '{leaf.question}'{suggestion(leaf.question, pack.questions)}"
    if isinstance(leaf, AnyRow):
        if question.kind != "table":
            return f"'any-row' is for tables; '{question.id}' is a {question.kind}"
        columns = {column.id: column for column in question.columns}
        for cell in leaf.cells:
            if cell.question not in columns:
                return f"table '{question.id}' has no column '{cell.question}'{suggestion(cell.question, columns)}"
            if message := _misfit(columns[cell.question], cell):
                return message
        return None
    return _misfit(question, leaf)


def _misfit(question: Question | Column, leaf: Is | Between | Answered) -> str | None:
    """Why a test does not fit a question or column, if it does not."""
    if isinstance(leaf, Is):
        options = ("yes", "no") if question.kind == "yes-no" else tuple(question.options)
        if not options:
            return f"question '{question.id}' is a {question.kind}: it has no options"
        for option in leaf.options:
            if option not in options:
                return f"question '{question.id}' has no option '{option}'{suggestion(option, options)}"
    if isinstance(leaf, Between):
        if question.kind not in ("number", "date"):
            return f"at-least and at-most need a number or a date; '{question.id}' is a {question.kind}"
        wanted = str if question.kind == "date" else int | float
        for limit in (leaf.at_least, leaf.at_most):
            if limit is not None and not isinstance(limit, wanted):
                return f"'{limit}' is not a {question.kind}"
    if isinstance(leaf, Answered) and question.kind != "text":
        return f"'answered' is for text; '{question.id}' is a {question.kind}"
    return None


def values(packs: Packs) -> Iterator[Problem]:
    """Findings, regimes, people, exclusive rules and examples name what exists."""
    pack = packs.source
    kinds = {kind.id for kind in pack.kinds}
    regimes = {regime.id for regime in pack.regimes}
    for kind in pack.kinds:
        for other in kind.excludes:
            if other not in kinds:
                yield at(pack, f"finding:{kind.id}", f"there is no finding '{other}'")
    for path, topic in pack.topics.items():
        if topic.regime not in regimes:
            yield Problem(f"{path}.yaml", 0, f"there is no regime '{topic.regime}'{suggestion(topic.regime, regimes)}")
        for question in topic.questions:
            for person in question.who:
                if person not in pack.people:
                    yield at(
                        pack,
                        f"question:{question.id}",
                        f"'{person}' is not one of the people of pack.yaml{suggestion(person, pack.people)}",
                    )
        exception_ids: set[str] = set()
        for rule in topic.rules:
            if rule.finding not in kinds:
                yield at(
                    pack, f"rule:{rule.id}", f"there is no finding '{rule.finding}'{suggestion(rule.finding, kinds)}"
                )
            if rule.regime and rule.regime not in regimes:
                yield at(
                    pack, f"rule:{rule.id}", f"there is no regime '{rule.regime}'{suggestion(rule.regime, regimes)}"
                )
            if rule.by and rule.by not in pack.people:
                yield at(
                    pack,
                    f"rule:{rule.id}",
                    f"'{rule.by}' is not one of the people of pack.yaml{suggestion(rule.by, pack.people)}",
                )
            if rule.clock and (
                rule.clock.starts not in pack.questions or pack.questions[rule.clock.starts].kind != "date"
            ):
                yield at(pack, f"rule:{rule.id}", f"clock: there is no date question '{rule.clock.starts}'")
            for exception in rule.unless:
                if exception.id in exception_ids:
                    yield at(pack, f"rule:{rule.id}", f"exception '{exception.id}' stands twice in this topic")
                exception_ids.add(exception.id)
        for group in topic.exclusive:
            for name in group:
                if name not in pack.rules:
                    yield Problem(
                        f"{path}.yaml", 0, f"exclusive: there is no rule '{name}'{suggestion(name, pack.rules)}"
                    )
        for index, example in enumerate(topic.examples):
            key = f"example:{topic.topic}/{index}"
            for name in example.given:
                if name not in pack.questions:
                    yield at(pack, key, f"there is no question '{name}'{suggestion(name, pack.questions)}")
            for name in example.then:
                if name not in pack.rules:
                    yield at(pack, key, f"there is no rule '{name}'{suggestion(name, pack.rules)}")


def impact(packs: Packs) -> Iterator[Problem]:
    """Drivers name rights, measures name risks that exist; ids stand once."""
    pack = packs.source
    if pack.impact is None:
        return
    rights, risks = {right.id for right in pack.impact.rights}, {risk.id for risk in pack.impact.risks}
    if len(pack.impact.drivers) != sum(len(risk.drivers) for risk in pack.impact.risks):
        yield Problem("impact/risks.yaml", 0, "a driver stands twice")
    for driver in pack.impact.drivers.values():
        for name in driver.rights:
            if name not in rights:
                yield at(pack, f"driver:{driver.id}", f"there is no right '{name}'{suggestion(name, rights)}")
    for measure in pack.impact.measures:
        for name in measure.against:
            if name not in risks:
                yield at(pack, f"measure:{measure.id}", f"there is no risk '{name}'{suggestion(name, risks)}")
        if not pack.impact.reach[measure.id]:
            yield at(pack, f"measure:{measure.id}", f"measure {measure.id} lowers nothing that its risks raise")


def coverage(packs: Packs) -> Iterator[Problem]:
    """What the report needs for each required content exists."""
    pack = packs.source
    for row in pack.impact.coverage if pack.impact else ():
        for name in row.needs:
            if name not in pack.questions and name not in ("scores", "measures", "decision"):
                yield at(pack, f"coverage:{row.id}", f"there is no question '{name}'{suggestion(name, pack.questions)}")


def sources(packs: Packs) -> Iterator[Problem]:
    """Every citation resolves: the instrument exists; for law, the provision is in its register."""
    pack = packs.source
    for key, citation in _citations(pack):
        source = pack.sources.get(citation.instrument)
        if source is None:
            yield at(
                pack, key, f"there is no source '{citation.instrument}'{suggestion(citation.instrument, pack.sources)}"
            )
        elif source.kind == "law" and source.provision(citation.place) is None:
            yield at(pack, key, f"{citation}: the register of {citation.instrument} has no such provision")


def _citations(pack: Pack) -> Iterator[tuple[str, Citation]]:
    for topic in pack.topics.values():
        first = topic.questions[0].id if topic.questions else ""
        yield from ((f"question:{first}", citation) for citation in topic.sources)
        for question in topic.questions:
            yield from ((f"question:{question.id}", citation) for citation in question.sources)
        for rule in topic.rules:
            yield from ((f"rule:{rule.id}", citation) for citation in rule.sources)
            for exception in rule.unless:
                yield from ((f"rule:{rule.id}", citation) for citation in exception.sources)
        for index, example in enumerate(topic.examples):
            yield from ((f"example:{topic.topic}/{index}", citation) for citation in example.sources)
    if pack.impact:
        for right in pack.impact.rights:
            yield from ((f"right:{right.id}", citation) for citation in right.sources)
        for risk in pack.impact.risks:
            yield from ((f"risk:{risk.id}", citation) for citation in risk.sources)
        for measure in pack.impact.measures:
            yield from ((f"measure:{measure.id}", citation) for citation in measure.sources)
        for row in pack.impact.coverage:
            yield from ((f"coverage:{row.id}", citation) for citation in row.sources)
    yield from (("jurisdiction", citation) for citation in pack.jurisdiction.transposes.values())
    for case in pack.cases.values():
        known = [
            case.status.source,
            *(fact.source for fact in case.facts),
            *(answer.source for answer in case.answers.values()),
        ]
        yield from ((f"case:{case.case}", citation) for citation in known if citation)
    for card in pack.cards.values():
        yield from ((f"card:{card.id}", citation) for citation in card.sources)


def cards(packs: Packs) -> Iterator[Problem]:
    """Every case that a card points to exists, and no system of the catalogue stands in two places."""
    pack = packs.source
    for card in pack.cards.values():
        for case in card.see:
            if case not in pack.cases:
                yield at(pack, f"card:{card.id}", f"there is no case '{case}'{suggestion(case, pack.cases)}")
    seen: dict[str, str] = {}
    for key, numbers in (
        *((f"case:{case.case}", case.catalogue) for case in pack.cases.values()),
        *((f"card:{card.id}", card.catalogue) for card in pack.cards.values()),
    ):
        for number in numbers:
            if number in seen:
                yield at(pack, key, f"catalogue {number} stands also in {seen[number]}")
            seen[number] = key


def circles(packs: Packs) -> Iterator[Problem]:
    """No question, term or rule rests on itself."""
    pack = packs.source
    parts: dict[str, set[str]] = {}
    for key, condition in conditions(pack):
        parts.setdefault(key, set()).update(_key(leaf) for leaf in leaves(condition))
    done: set[str] = set()
    for start in parts:
        yield from _walk(pack, parts, start, [], done)


def _key(leaf: Leaf) -> str:
    if isinstance(leaf, TermHolds):
        return f"term:{leaf.term}"
    return f"rule:{leaf.rule}" if isinstance(leaf, RuleHolds) else f"question:{leaf.question}"


def _walk(pack: Pack, parts: dict[str, set[str]], key: str, way: list[str], done: set[str]) -> Iterator[Problem]:
    if key in way:
        circle = " → ".join([*way[way.index(key) :], key])
        yield at(pack, key, f"a condition rests on itself: {circle}")
        return
    if key in done:
        return
    for other in sorted(parts.get(key, ())):
        yield from _walk(pack, parts, other, [*way, key], done)
    done.add(key)
