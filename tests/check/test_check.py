"""`waarborg check` names every mistake with file and line. Each mistake is one edit of the tiny pack."""

import shutil

import pytest

from app.check import check
from app.pack.load import load
from app.pack.problem import PackError
from app.pack.translate import confirm
from tests.conftest import TINY


def problems_after(folder, file, old, new):
    shutil.copytree(TINY, folder, dirs_exist_ok=True)
    path = folder / file
    content = path.read_text()
    assert content.count(old) == 1, f"{old!r} must stand once in {file}"
    path.write_text(content.replace(old, new))
    try:
        return [str(problem) for problem in check(load(folder))]
    except PackError as error:
        return [str(problem) for problem in error.problems]


def test_the_tiny_pack_is_sound(tiny):
    assert check(tiny) == []


PREDICTION = "topics/prediction.yaml"
MISTAKES = [
    (
        PREDICTION,
        "if: { facts-first: yes }, because: It only supports.",
        "if: { all: [ { facts-first: yes }, { facts-first: no } ] }, because: It only supports.",
        "exception supports needs an example in which it applies and one in which it does not",
    ),
    (
        PREDICTION,
        "    settled-by: design\n",
        "",
        f"{PREDICTION}:15: question reaches-person decides a rule: say `settled-by: fact`, `design` or `safeguard`",
    ),
    (
        "topics/files.yaml",
        "any-row: { origin: bought, rumours: yes }",
        "any-row: { orgin: bought, rumours: yes }",
        "topics/files.yaml:55: table 'sets' has no column 'orgin' (did you mean 'origin'?)",
    ),
    (
        "topics/files.yaml",
        "go to {supervisor}",
        "go to {watchdog}",
        "topics/files.yaml:3: the jurisdiction has no word for {watchdog}",
    ),
    (
        "topics/files.yaml",
        "clock: { starts: sent,",
        "clock: { starts: sets,",
        "clock: there is no date question 'sets'",
    ),
    ("topics/files.yaml", "number: 2, of", "number: 4, of", "'at-least' takes a number from 1 to 3, not 4"),
    (
        PREDICTION,
        "if: { reaches-person: yes }\n",
        "if: { reaches-persn: yes }\n",
        f"{PREDICTION}:66: there is no question 'reaches-persn' (did you mean 'reaches-person'?)",
    ),
    (
        PREDICTION,
        "when: { scored: place }",
        "when: { scored: plaec }",
        f"{PREDICTION}:16: question 'scored' has no option 'plaec' (did you mean 'place'?)",
    ),
    (
        PREDICTION,
        "when: { scored: place }",
        "when: { scored: place, facts-first: yes }",
        f"{PREDICTION}:16: questions.1.when: a condition has exactly one key",
    ),
    (
        PREDICTION,
        "ask: What gets a score?",
        "askk: What gets a score?",
        f"{PREDICTION}:10: questions.0.askk: Extra inputs are not permitted",
    ),
    (
        PREDICTION,
        "sources: [act:6, guide:1]",
        "sources: [act:9, guide:1]",
        f"{PREDICTION}:57: act:9: the register of act has no such provision",
    ),
    (
        PREDICTION,
        "finding: high-risk",
        "finding: highrisk",
        f"{PREDICTION}:57: there is no finding 'highrisk' (did you mean 'high-risk'?)",
    ),
    (
        PREDICTION,
        "when: { facts-first: yes }",
        "when: { any: [ { facts-first: yes }, { override-rate: { at-least: 1 } } ] }",
        "a condition rests on itself: question:override-rate → question:override-rate",
    ),
    (
        PREDICTION,
        "when: { facts-first: yes }",
        "when: { all: [ { facts-first: yes }, { scored: thing } ] }",
        "question override-rate is never asked",
    ),
    (
        PREDICTION,
        "if: { term: scores-a-person }\n",
        "if: { all: [ { scored: person }, { scored: place } ] }\n",
        "rule prediction-prohibited never holds",
    ),
    (
        PREDICTION,
        "if: { override-rate: { at-most: 10 } }",
        "if: { any: [ { override-rate: { at-most: 10 } }, { facts-first: no } ] }",
        "rules prediction-prohibited and human-claim both hold when",
    ),
    (
        PREDICTION,
        "if: { reaches-person: yes }\n",
        "if: { not: { reaches-person: no } }\n",
        "rule place-claim rests on a question that is not asked when",
    ),
    (
        PREDICTION,
        "{ prediction-prohibited: open, place-claim: holds }",
        "{ prediction-prohibited: holds, place-claim: holds }",
        f"{PREDICTION}:79: example 'A place that reaches people': prediction-prohibited is open, not holds (open: facts-first)",
    ),
    (PREDICTION, "    remedy: Stop.\n", "", "a rule with finding prohibited needs a remedy"),
    (PREDICTION, "ask: What gets a score?", "ask: What <b>gets</b> a score?", "texts are plain, without HTML"),
    (
        PREDICTION,
        "    because: People are scored.\n",
        "    because: People are scored.\n    because: Twice.\n",
        f"{PREDICTION}:62: 'because' stands here twice",
    ),
    (
        "topics/prediction.nl.yaml",
        "hint: Denk aan controles. ",
        "",
        "topics/prediction.nl.yaml:7: no text for questions > reaches-person > hint",
    ),
    (
        "topics/prediction.nl.yaml",
        "scored: { ask:",
        "scoord: { ask:",
        "a text for questions > scoord > ask, which does not exist",
    ),
    (
        PREDICTION,
        "ask: What gets a score?",
        "ask: What receives a score?",
        "topics/prediction.nl.yaml: the text of questions/scored changed since it was translated",
    ),
    ("topics/scope.yaml", "    for: report\n", "", "nothing uses question name"),
    (
        "cases/tiny-case.yaml",
        "status: open",
        "status: holds",
        "cases/tiny-case.yaml:1: prediction-prohibited is open, not holds",
    ),
    ("cases/tiny-case.yaml", "value: person", "value: thing", "answers facts-first, which is not asked in this case"),
    ("cards/cards.yaml", "see: [tiny-case]", "see: [tiny-cas]", "there is no case 'tiny-cas' (did you mean 'tiny-case'?)"),
    ("cards/cards.yaml", "catalogue: [T-2]", "catalogue: [T-1]", "catalogue T-1 stands also in case:tiny-case"),
    ("cards/cards.nl.yaml", "  name: Een visie\n", "", "no text for vision > name"),
    ("pack.yaml", "topics/scope]", "topics/scop]", "there is no file topics/scop.yaml"),
    ("pack.yaml", "title: Tiny pack", "title: [Tiny pack", "not readable as YAML"),
]


@pytest.mark.parametrize(("file", "old", "new", "expected"), MISTAKES, ids=[mistake[3][:60] for mistake in MISTAKES])
def test_a_mistake_is_named_with_its_place(tmp_path, file, old, new, expected):
    problems = problems_after(tmp_path, file, old, new)
    assert any(expected in problem for problem in problems), problems


def test_confirming_one_file_leaves_the_others_as_they_were(tiny):
    known = {"a.yaml": {"head": "old"}, "b.yaml": {"head": "old"}}
    text = confirm(known, {"a.yaml": {"head": "new"}, "b.yaml": {"head": "new"}}, ["a.yaml"])
    assert 'a.yaml:\n  "head": "new"\nb.yaml:\n  "head": "old"' in text
