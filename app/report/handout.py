"""A worked case on two pages: what is known of it, and what follows. Measured, so that two pages are always enough.

The measures are those of `templates/handout/handout.css`, in points.
"""

from dataclasses import dataclass
from datetime import date

from babel import Locale

from app.assess.findings import CLASSIFIES, Finding, Position, Result
from app.pack.case import Case
from app.pack.model import Question
from app.report.discussion import FEWEST, discussion, labelled
from app.report.impact import impact_contents
from app.report.present import first_sentence, shortened, sources_text, value_text
from app.report.typesetting import Measure, Room
from app.report.words import LOCALES, REPORT, word

WIDTH, HEIGHT = 501.0, 754.0  # of the text on a page
HEADING, RULE, GAP = 25.0, 19.0, 3.5  # a heading with its space, a line for notes, between items
LIST, BAR = 16.0, 23.0  # how far a list stands in, and what stands beside the bar
CELL = 7.6  # around the text of a cell
SMALL_SIZE = 8.5
COLUMNS = (90.0, 190.0, 192.0)  # of the table of verdicts, without padding
NOTES, MANY = 3, 7  # lines for notes: at least, and as many as are better filled with something to read
BASES = ("documented", "claimed", "assumed")
REASON = 170  # characters of a reason


@dataclass(frozen=True)
class Fact:
    """Something that is known, claimed or assumed, and where it stands."""

    says: str
    source: str

    @property
    def text(self) -> str:
        """Both, as they are read."""
        return f"{self.says} ({self.source})" if self.source else self.says


@dataclass(frozen=True)
class Entry:
    """One thing that follows, or would follow on a condition."""

    condition: str
    says: str
    articles: str
    reason: str


@dataclass(frozen=True)
class Verdict:
    """What one body of law makes of the case."""

    regime: str
    scope: str  # that it does not apply, or that this is open
    entries: tuple[Entry, ...]
    could_still_be: str


@dataclass(frozen=True)
class Handout:
    """Everything on the two pages."""

    case: Case
    language: str
    on: date
    about: str  # force, vendor, country
    status: str
    facts: dict[str, tuple[Fact, ...]]  # by basis
    more_assumed: int
    notes_first: int  # lines for notes on the first page
    verdicts: tuple[Verdict, ...]
    nothing_under: str
    impact: tuple[str, ...]
    worst_assumed: bool  # where an answer is not known, the worst counts
    deciding: tuple[tuple[str, str], ...]  # question and answer
    questions: tuple[str, ...]
    sources: str
    notes_second: int


def handout(case: Case, result: Result, measure: Measure) -> Handout:
    """The two pages of a case."""
    return _Handout(case, result, measure).made()


class _Handout:
    def __init__(self, case: Case, result: Result, measure: Measure) -> None:
        self.case, self.result, self.pack, self.measure = case, result, result.pack, measure

    def say(self, key: str, **values: str) -> str:
        return word(key, self.pack.language, REPORT, **values)

    def made(self) -> Handout:
        first = Room(self.measure, WIDTH, HEIGHT)
        facts, more = self.facts(first)
        second = Room(self.measure, WIDTH, HEIGHT)
        sources = self.sources()
        verdicts, nothing = self.verdicts()
        impact = self.impact()
        questions, deciding = self.second(second, sources, verdicts, nothing, impact)
        return Handout(
            case=self.case,
            language=self.pack.language,
            on=self.result.on,
            about=self.about(),
            status=self.status(),
            facts=facts,
            more_assumed=more,
            notes_first=_rules(first),
            verdicts=verdicts,
            nothing_under=nothing,
            impact=impact,
            worst_assumed=self.result.impact is not None and not self.result.impact.evidenced,
            deciding=deciding,
            questions=questions,
            sources=sources,
            notes_second=_rules(second),
        )

    # -- the first page ---------------------------------------------------------------------------

    def about(self) -> str:
        case = self.case
        territories = Locale.parse(LOCALES.get(self.pack.language, "en_GB")).territories
        parts = [case.force, territories.get(case.country.upper(), case.country)]
        if case.vendor:
            parts.append(self.say("handout-vendor", vendor=case.vendor))
        return " · ".join(parts)

    def status(self) -> str:
        status = self.case.status
        text = self.say(f"status-{status.is_}", year=status.as_of)
        return f"{text} ({self.pack.cite(status.source)})" if status.source else text

    def facts(self, room: Room) -> tuple[dict[str, tuple[Fact, ...]], int]:
        """The facts by basis; then the assumptions among the answers, as many as fit."""
        case = self.case
        found = {
            basis: [
                Fact(fact.says, self.pack.cite(fact.source) if fact.source else "")
                for fact in case.facts
                if fact.basis == basis
            ]
            for basis in BASES
        }
        beside = WIDTH - BAR
        room.take(20 + room.height(case.name, beside, 21, 25, weight=700))
        room.take(sum(room.height(text, beside) for text in (self.about(), self.status())))
        for text in (case.summary, case.went_wrong, *([case.reports_differ] if case.reports_differ else [])):
            room.take(HEADING + room.height(text))
        for facts in found.values():
            room.take(HEADING if facts else 0)
            room.take(sum(room.height(fact.text, WIDTH - LIST) + GAP for fact in facts))
        room.take(0 if found["assumed"] else HEADING)
        room.take(13.2 + GAP)  # how many more there are
        assumed = self.assumptions()
        count = room.fit((fact.text for fact in assumed), HEADING + NOTES * RULE, LIST, GAP)
        routine = self.routine()
        further = room.fit((fact.text for fact in routine), HEADING + MANY * RULE, LIST, GAP)
        found["assumed"] += [*assumed[:count], *routine[:further]]
        more = len(assumed) + len(routine) - count - further
        return {basis: tuple(facts) for basis, facts in found.items()}, more

    def assumptions(self) -> list[Fact]:
        """The assumed answers that have a reason, first those on which the expected findings rest."""
        expected = [self.result.finding(rule) for rule in self.case.expects if rule in self.pack.rules]
        weighty = {name for finding in expected for name in finding.rests_on}
        found = [name for name, answer in self.case.answers.items() if answer.basis == "assumed" and answer.note]
        facts = []
        for name in sorted(found, key=lambda one: one not in weighty):
            given = self.result.answers.get(name)
            if name in self.pack.questions and given:
                question = self.pack.questions[name]
                text = f"{question.ask} {self.answer(question)}. {self.case.answers[name].note}"
                facts.append(Fact(text.replace("..", "."), ""))
        return facts

    def routine(self) -> list[Fact]:
        """The assumed answers that need no reason."""
        known = [self.pack.questions[name] for name in self.case.assumed if name in self.pack.questions]
        return [Fact(f"{question.ask} {self.answer(question)}.", "") for question in known]

    def answer(self, question: Question) -> str:
        given = self.result.answers.get(question.id)
        return value_text(question, given.value if given else None, self.pack.language)

    # -- the second page --------------------------------------------------------------------------

    def second(
        self, room: Room, sources: str, verdicts: tuple[Verdict, ...], nothing: str, impact: tuple[str, ...]
    ) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
        """The questions and what decides, as many as fit; everything else always does."""
        for verdict in verdicts:
            room.take(self.row_height(room, verdict))
        head = 19.4 if verdicts else 0  # of the table
        room.take(head + HEADING + 4 + (room.height(nothing) if nothing else 0))
        room.take(HEADING + sum(room.height(text, weight=700) + GAP for text in impact))
        told = f"{self.say('sources')}: {sources}. {self.say('reports-are-claims')}"
        room.take(10 + room.height(told, size=SMALL_SIZE, leading=11))
        asked = discussion(self.case, self.result)
        keep = HEADING + NOTES * RULE
        room.take(HEADING)
        always = sum(room.height(text, WIDTH - LIST) + GAP for text in asked[:FEWEST])
        room.take(always)
        deciding = self.deciding()
        room.take(HEADING if deciding else 0)
        texts = [f"{ask} {answer}" for ask, answer in deciding]
        count = room.fit(texts[:2], 0, LIST, GAP)  # these before the notes
        count += room.fit(texts[2:], keep, LIST, GAP)
        more = room.fit(asked[FEWEST:], keep, LIST, GAP)
        return asked[: FEWEST + more], tuple(deciding[:count])

    def row_height(self, room: Room, verdict: Verdict) -> float:
        """How high the rows of one law are, with the space and the lines between them."""

        def cell(text: str, width: float, weight: int = 400) -> float:
            return room.height(text, width, 9, 11.8, weight)

        law, follows, why = COLUMNS
        height = 0.0
        for one in verdict.entries:
            wide = follows if one.reason else follows + why
            said = cell(one.condition, wide) + cell(one.says, wide, 700) + cell(one.articles, wide)
            height += max(said, cell(one.reason, why)) + CELL
        if verdict.could_still_be:
            height += cell(verdict.could_still_be, follows + why) + CELL
        return max(height, cell(verdict.regime, law, 700) + cell(verdict.scope, law) + CELL)

    def verdicts(self) -> tuple[tuple[Verdict, ...], str]:
        """A row for each law of which something follows, and a sentence about the others."""
        rows, silent = [], []
        for position in self.result.positions:
            entries = self.entries(position)
            labels = ", ".join(dict.fromkeys(found.kind.label for found in position.could_still_be))
            still = f"{self.say('could-still-be')}: {labels}" if labels else ""
            if not entries:
                silent.append(position.regime.title + (f" ({still[0].lower()}{still[1:]})" if still else ""))
                continue
            scope = {True: "", False: self.say("outside"), None: self.say("scope-open")}[position.applies]
            rows.append(Verdict(position.regime.title, scope, entries, still))
        return tuple(rows), self.say("handout-nothing-under", regimes="; ".join(silent)) if silent else ""

    def entries(self, position: Position) -> tuple[Entry, ...]:
        found = [self.entry(position.gravest, "")] if position.gravest else []
        condition = self.say("handout-would-be" if position.applies is False else "handout-if-applies")
        found += [self.entry(one, condition) for one in position.would_be[:2]]
        return tuple(found)

    def entry(self, finding: Finding, condition: str) -> Entry:
        articles = "; ".join(sources_text(self.pack, finding.rule)[:4])
        reason = shortened(first_sentence(finding.rule.because), REASON)
        reason = "" if finding.kind.id == CLASSIFIES else reason  # the title of a classification says it
        return Entry(condition, labelled(finding), articles, reason)

    def impact(self) -> tuple[str, ...]:
        """The scores, the rights at highest risk, and that this is a verdict of its own."""
        contents = impact_contents(self.result)
        if contents is None:
            return ()
        stages = " · ".join(f"{self.say(f'stage-{stage}')}: {label}" for stage, label in contents.highest.items())
        worst = sorted(contents.rights, key=lambda row: -row.risk["current"])[:4]
        lines = [stages]
        if worst:
            rights = "; ".join(f"{row.right.title} ({row.labels['current']})" for row in worst)
            lines.append(self.say("handout-rights", rights=rights))
        violated = [gate.right.title for gate in contents.gates if gate.closed]
        if violated:
            lines.append(f"{self.say('gate-closed')}: {'; '.join(violated)}")
        if contents.must_consult:
            lines.append(self.say("must-consult"))
        return (*lines, self.say("two-verdicts"))

    def deciding(self) -> list[tuple[str, str]]:
        """Answers on which the gravest conclusion rests, those of its own subject first, then open questions."""
        pack, order = self.pack, self.pack.kind_order
        follows = [one for at in self.result.positions for one in (at.gravest, *at.would_be) if one]
        rows: list[tuple[str, str]] = []
        if follows:
            gravest = min(follows, key=lambda one: order[one.kind.id])
            topic = pack.topic_of(gravest.rule.id)
            rests = sorted(gravest.rests_on, key=lambda name: pack.topic_of(name) is not topic)
            rows += [(pack.questions[name].ask, self.answer(pack.questions[name])) for name in rests[:3]]
        return [*rows, *((question.ask, self.say("not-known")) for question in self.result.decisive[:3])]

    def sources(self) -> str:
        """The reports behind the facts, and the laws behind the verdicts, by their titles."""
        cited = [fact.source.instrument for fact in self.case.facts if fact.source]
        for position in self.result.positions:
            for found in (position.gravest, *position.would_be[:2]):
                cited += [citation.instrument for citation in found.rule.sources] if found else []
        return "; ".join(self.pack.sources[name].title for name in dict.fromkeys(cited))


def _rules(room: Room) -> int:
    """How many lines for notes fit in what is left."""
    return max(0, int((room.left - HEADING) // RULE))
