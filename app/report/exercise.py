"""An exercise for a class: what is asked about worked cases, what the worked case answers, how the class answered."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.assess.answers import NOT_KNOWN
from app.assess.findings import Result
from app.pack.case import Case, CaseAnswer, Expectation
from app.pack.model import FindingKind, Pack, Question
from app.report.contents import FindingRow, finding_row
from app.report.present import sources_text
from app.report.sheets import Sheet
from app.report.words import word

CLOSED = ("yes-no", "one-of", "several-of")  # the kinds of questions whose answers can be counted
NONE = "none-of-these"
STATUSES = ("holds", "does-not-hold", "open")
MOST_ITEMS = 60


@dataclass(frozen=True)
class Item:
    """One thing that is asked about a case: a question of the questionnaire, or whether a rule holds."""

    case: str
    kind: Literal["question", "rule"]
    part: str  # the id of the question or rule

    def __str__(self) -> str:
        """How a form names it, e.g. "veripol/rule/high-risk-6c"."""
        return f"{self.case}/{self.kind}/{self.part}"


@dataclass(frozen=True)
class Task:
    """An item as the class sees it. It carries nothing of the answer."""

    item: Item
    case: Case
    title: str
    hint: str  # of a question: where to look; of a rule: what it says
    choices: Mapping[str, str]  # id -> text
    several: bool
    question: Question | None = None  # of the questionnaire
    kind: FindingKind | None = None  # of a rule
    sources: tuple[str, ...] = ()  # of a rule

    def fits(self, chosen: Sequence[str]) -> bool:
        """Whether this can be an answer: known choices, one unless several may be chosen, or one that stands alone."""
        if not chosen or len(set(chosen)) != len(chosen) or not set(chosen) <= set(self.choices):
            return False
        alone = not self.several or bool({NOT_KNOWN, NONE} & set(chosen))
        return len(chosen) == 1 or not alone


@dataclass(frozen=True)
class Solution:
    """The reasoned answer: for a question with its basis, for a rule with its explanation and our confidence."""

    choices: tuple[str, ...]
    answer: CaseAnswer | None = None
    citation: str = ""
    finding: FindingRow | None = None
    expectation: Expectation | None = None


@dataclass(frozen=True)
class Bar:
    """How many chose one of the choices; the share in percent of those who answered."""

    choice: str
    text: str
    count: int
    share: int


@dataclass(frozen=True)
class Stage:
    """Where an exercise stands: the number of the present item (0: the class gathers), and whether it is revealed."""

    number: int
    last: int
    revealed: bool

    def takes(self, number: int) -> bool:
        """Whether answers to the item of this number count: while it is asked and not revealed."""
        return number == self.number > 0 and not self.revealed

    def go(self, to: str) -> int:
        """The number after `next`, `previous` or a number; it stays within the exercise. Raises ValueError."""
        wanted = {"next": self.number + 1, "previous": self.number - 1}.get(to)
        return min(max(int(to) if wanted is None else wanted, 0), self.last)


def named_items(pack: Pack, names: Sequence[str]) -> tuple[Item, ...]:
    """The items that a form names: case by case, within a case in their own order. Raises ValueError for others."""
    wanted = set(names)
    cases = dict.fromkeys(name.partition("/")[0] for name in names)
    found = tuple(item for case in cases for item in possible_items(pack, case) if str(item) in wanted)
    if len(found) != len(wanted):
        raise ValueError("a case does not have one of the items")
    return found


def possible_items(pack: Pack, case_id: str) -> tuple[Item, ...]:
    """What can be asked about a case: first its questions in reading order, then its rules, gravest first."""
    case = pack.cases.get(case_id)
    if case is None:
        return ()
    questions = [
        name
        for name, one in pack.questions.items()
        if one.kind in CLOSED and name in case.answers and not isinstance(case.answers[name].value, Mapping)
    ]
    rules = sorted(
        (name for name in case.expects if name in pack.rules),
        key=lambda name: pack.kind_order[pack.rules[name].finding],
    )
    return tuple(
        [Item(case_id, "question", name) for name in questions] + [Item(case_id, "rule", name) for name in rules]
    )


def telling_items(pack: Pack, case_id: str) -> tuple[Item, ...]:
    """The most telling items of a case: whether the rules hold that forbid, stop or classify; all, where none does."""
    rules = [item for item in possible_items(pack, case_id) if item.kind == "rule"]
    kinds = {item: pack.kind(pack.rules[item.part].finding) for item in rules}
    return tuple(item for item in rules if kinds[item].gate or kinds[item].classifies) or tuple(rules)


def task_of(pack: Pack, item: Item) -> Task:
    """An item in words of the pack. Raises KeyError where the pack no longer has it."""
    case, language = pack.cases[item.case], pack.language
    if item.kind == "rule":
        rule = pack.rules[item.part]
        choices = {status: word(f"exercise-{status}", language) for status in STATUSES}
        sources = tuple(sources_text(pack, rule))
        return Task(item, case, rule.title, rule.because, choices, False, kind=pack.kind(rule.finding), sources=sources)
    question = pack.questions[item.part]
    choices = dict(question.options) or {name: word(name, language) for name in ("yes", "no")}
    if question.kind == "several-of" and word(NONE, language) not in choices.values():
        choices[NONE] = word(NONE, language)
    choices[NOT_KNOWN] = word(NOT_KNOWN, language)
    several = question.kind == "several-of"
    return Task(item, case, question.ask, question.hint or "", choices, several, question=question)


def solution_of(result: Result, item: Item) -> Solution:
    """The reasoned answer to an item; the result must be that of the case."""
    pack = result.pack
    case = pack.cases[item.case]
    if item.kind == "rule":
        finding = result.finding(item.part)
        row = finding_row(result, finding)
        return Solution((finding.status,), finding=row, expectation=case.expects[item.part])
    answer = case.answers[item.part]
    known = result.answers.known(item.part)
    chosen = NOT_KNOWN if known is None else known or NONE
    choices = chosen if isinstance(chosen, tuple) else (str(chosen),)
    return Solution(choices, answer=answer, citation=pack.cite(answer.source) if answer.source else "")


def tally(task: Task, answers: Iterable[Sequence[str]]) -> tuple[Bar, ...]:
    """How many chose each choice, in the order in which the choices are shown."""
    answers = list(answers)
    counts = Counter(choice for answer in answers for choice in answer)
    whole = len(answers) or 1
    return tuple(
        Bar(choice, text, counts[choice], round(100 * counts[choice] / whole)) for choice, text in task.choices.items()
    )


def results_sheet(
    language: str, joined: int, rows: Iterable[tuple[Task, Solution, Sequence[Sequence[str]]]]
) -> Sheet:
    """How the class answered, one line per question and choice: counts, and nothing about anybody."""
    names = ("number", "case", "question", "answer", "of-the-case", "chosen-by", "answered-by", "joined")
    yes, no = word("yes", language), word("no", language)
    lines = [
        (
            number,
            task.case.name,
            task.title,
            bar.text,
            yes if bar.choice in solution.choices else no,
            bar.count,
            len(answers),
            joined,
        )
        for number, (task, solution, answers) in enumerate(rows, start=1)
        for bar in tally(task, answers)
    ]
    headings = tuple(word(f"exercise-{name}", language) for name in names)
    return Sheet("exercise", word("exercise-results", language), headings, tuple(lines))
