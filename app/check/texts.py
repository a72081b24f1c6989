"""Texts: complete in every language, confirmed against their source, and plain."""

import re
from collections.abc import Iterator

from app.check.names import at
from app.pack.load import Packs
from app.pack.problem import Problem

MAX_WORDS = 30  # in a question
_HTML = re.compile(r"</?[a-z][^>]*>|&[a-z]+;", re.IGNORECASE)
_AND_OR = re.compile(r"\b(and/or|en/of)\b", re.IGNORECASE)
_CLOSED = ("yes-no", "one-of", "several-of")


def translated(packs: Packs) -> Iterator[Problem]:
    """Every text exists in every language."""
    yield from packs.missing


def confirmed(packs: Packs) -> Iterator[Problem]:
    """Every translation was read again since its source text changed."""
    yield from packs.stale


def plain(packs: Packs) -> Iterator[Problem]:
    """One question mark and few words per question; no HTML; no "and/or"."""
    for language, pack in packs.items():
        for question in pack.questions.values():
            texts = (question.ask, question.why, question.hint or "", *question.options.values())
            if any(_HTML.search(text) for text in texts):
                yield at(pack, f"question:{question.id}", f"{language}: texts are plain, without HTML")
            if any(_AND_OR.search(text) for text in texts):
                yield at(pack, f"question:{question.id}", f"{language}: say which: 'and' or 'or'")
            if question.kind in _CLOSED and question.ask.count("?") != 1:
                yield at(pack, f"question:{question.id}", f"{language}: a question has exactly one question mark")
            words = len(question.ask.split())
            if words > MAX_WORDS:
                yield at(
                    pack, f"question:{question.id}", f"{language}: the question has {words} words; at most {MAX_WORDS}"
                )


def required(packs: Packs) -> Iterator[Problem]:
    """A gate says what to do; a duty or a gap also by whom; a topic with rules has examples."""
    pack = packs.source
    for path, topic in pack.topics.items():
        for rule in topic.rules:
            kind = pack.kind(rule.finding)
            if kind.gate and not rule.remedy:
                yield at(pack, f"rule:{rule.id}", f"a rule with finding {kind.id} needs a remedy: what to do")
            if kind.id in ("duty", "gap") and not (rule.remedy and rule.by):
                yield at(
                    pack, f"rule:{rule.id}", f"a rule with finding {kind.id} needs remedy and by: what to do, and who"
                )
        if topic.rules and len(topic.examples) < 3:
            yield Problem(
                f"{path}.yaml", 0, f"a topic with rules needs at least three examples; it has {len(topic.examples)}"
            )
