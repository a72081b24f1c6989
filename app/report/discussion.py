"""Questions to discuss a worked case by, made from what decides it, what is doubtful and what is open."""

from collections.abc import Iterator
from itertools import chain, islice, zip_longest

from app.assess.answers import Value
from app.assess.evaluation import Evaluation
from app.assess.findings import Finding, Result
from app.assess.flip import flips
from app.pack.case import Case
from app.report.present import value_text
from app.report.words import REPORT, word

FEWEST, MOST = 5, 7
RED_FLAG = "red-flag"  # the kind of finding that tests a reassurance
SURENESS = ("low", "medium")
CLOSED = ("yes-no", "one-of")  # kinds of questions with a few answers, of which one is given


def discussion(case: Case, result: Result) -> tuple[str, ...]:
    """Five to seven questions: of each sort one, then more of each, then what can be asked of every system."""
    sorts = (sort(case, result) for sort in (_flips, _doubtful, _loopholes, _open, _reports))
    mixed = (text for text in chain.from_iterable(zip_longest(*sorts)) if text)
    found = list(islice(mixed, MOST - 1))
    general = islice(_general(result), max(1, FEWEST - len(found)))  # one at least, about people, and not the last
    return (*found[: FEWEST - 1], *general, *found[FEWEST - 1 :])


def _say(result: Result, key: str, **values: str) -> str:
    return word(key, result.pack.language, REPORT, **values)


def labelled(finding: Finding) -> str:
    """The kind of finding and its title, unless the title says the kind."""
    label, title = finding.kind.label, finding.rule.title
    return title if title.startswith(label) else f"{label}: {title}"


def _expected(case: Case, result: Result) -> list[Finding]:
    """The findings for which the case was looked at, gravest first."""
    found = [result.finding(rule) for rule in case.expects if rule in result.pack.rules]
    return sorted(found, key=lambda one: result.pack.kind_order[one.kind.id])


def _flips(case: Case, result: Result) -> Iterator[str]:
    """What one other answer would change of the findings that say most, gravest first."""
    asked: set[str] = set()
    for finding in _expected(case, result):
        for question, other in _flipping(result, finding):
            if question in asked:
                continue
            asked.add(question)
            one = result.pack.questions[question]
            now = value_text(one, result.answers[question].value, result.pack.language)
            then = value_text(one, other, result.pack.language)
            key = "discuss-flip-away" if finding.holds or finding.outside_regime else "discuss-flip-to"
            yield _say(result, key, title=labelled(finding), ask=one.ask, now=now, then=then)
            break


def _flipping(result: Result, finding: Finding) -> Iterator[tuple[str, Value]]:
    """The closed questions of which one other answer changes whether the conditions of a settled finding are met."""
    pack, now = result.pack, result.evaluation.conditions(finding.rule)
    if now is None:
        return
    inside = Evaluation(pack, result.answers, result.on, frozenset({pack.regime_of(finding.rule).id}))
    found = flips(pack, result.answers, inside, finding.rule, not now, most=1)
    topic = pack.topic_of(finding.rule.id)
    changes = {change.question.id: change for one in found.sets for change in one.changes}
    for name in sorted(finding.rests_on, key=lambda one: pack.topic_of(one) is not topic):  # its own questions first
        if name in changes and pack.questions[name].kind in CLOSED:
            yield name, changes[name].values[0]


def _doubtful(case: Case, result: Result) -> Iterator[str]:
    """What the case expects without being sure of it, least sure first."""
    for sureness in SURENESS:
        for rule, expected in case.expects.items():
            if expected.confidence == sureness and rule in result.pack.rules:
                title, status = result.pack.rules[rule].title, _say(result, expected.status)
                yield _say(result, f"discuss-{sureness}", title=title, status=status, note=expected.note)


def _loopholes(case: Case, result: Result) -> Iterator[str]:
    """Reassurances that practice contradicts, or may contradict where the case says so."""
    for finding in result.holding:
        if finding.kind.id == RED_FLAG:
            yield _say(result, "discuss-loophole", title=finding.rule.title)
    for finding in _expected(case, result):
        if finding.kind.id == RED_FLAG and finding.open:
            yield _say(result, "discuss-loophole-open", title=finding.rule.title)


def _open(case: Case, result: Result) -> Iterator[str]:
    """What nobody knows and what decides, first about what the case was looked at for."""
    first = [finding.open_questions[0] for finding in _expected(case, result) if finding.open_questions]
    for name in dict.fromkeys((*first, *(question.id for question in result.decisive))):
        yield _say(result, "discuss-open", ask=result.pack.questions[name].ask)


def _reports(case: Case, result: Result) -> Iterator[str]:
    if case.reports_differ:
        yield _say(result, "discuss-reports-differ")


def _general(result: Result) -> Iterator[str]:
    """What can be asked of every system."""
    scores = result.impact.by_right.values() if result.impact else ()
    worst = max(scores, key=lambda one: max(score.risk["current"] for score in one), default=None)
    if worst:
        yield _say(result, "discuss-right", right=worst[0].right.title)
    for key in ("discuss-people", "discuss-vendor", "discuss-without", "discuss-stop", "discuss-tell"):
        yield _say(result, key)
