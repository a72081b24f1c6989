"""The report as a Word document, to circulate with track changes. It carries nothing that can be verified."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from io import BytesIO
from typing import Any

from app.report.contents import AnswerRow, Contents, FindingRow, TopicAnswers
from app.report.impact import RightRow
from app.report.review_sheets import review_sheets
from app.report.words import REPORT, day, word

GREY = "E8F0F1"  # of table heads


def report_docx(contents: Contents) -> bytes:
    """The report as .docx: the same parts in the same order as the PDF."""
    return _Writer(contents).bytes()


class _Writer:
    def __init__(self, contents: Contents) -> None:
        from docx import Document
        from docx.shared import Cm, Pt

        self.contents = contents
        self.document: Any = Document()
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = "Calibri", Pt(10)
        for section in self.document.sections:
            section.left_margin = section.right_margin = Cm(2)
        head = self.document.core_properties
        head.title, head.author, head.language = self.title, "Waarborg", contents.language
        head.created = head.modified = datetime.combine(contents.on, time())

    def bytes(self) -> bytes:
        """Write every part."""
        for part in (self._cover, self._summary, self._project, self._position, self._necessity):
            part()
        if self.contents.impact:
            self._impact()
            self._measures()
        if self.contents.impact or self.contents.review:
            self._advice()
        if self.contents.impact:
            self._coverage()
        for part in (self._open, self._answers, self._sources, self._identity):
            part()
        out = BytesIO()
        self.document.save(out)
        return out.getvalue()

    @property
    def title(self) -> str:
        return self.contents.system or self.say("unnamed")

    def say(self, key: str, **values: str) -> str:
        return word(key, self.contents.language, REPORT, **values)

    # -- parts, in the order of the report ----------------------------------------------------

    def _cover(self) -> None:
        self.document.add_heading(_printable(self.title), 0)
        when = self.say("law-on", date=day(self.contents.on, self.contents.language))
        self._text(f"{self.say('report-title')} · {when}")
        if self.contents.unanswered:
            draft = self.say("draft-open", count=str(len(self.contents.unanswered)))
            self._text(draft, bold=True)
            self.document.sections[0].header.paragraphs[0].text = draft
        self._text(self.say("word-not-verifiable"))

    def _summary(self) -> None:
        self._heading("summary")
        rows = []
        for position in self.contents.positions:
            says = [f"{position.gravest.kind.label}: {position.gravest.rule.title}"] if position.gravest else []
            if position.would_be:
                key = "would-be" if position.applies is False else "if-applies"
                says.append(self.say(key, regime=position.regime.title) + ":")
                says += [f"{found.kind.label}: {found.rule.title}" for found in position.would_be]
            could = [f"{found.kind.label}: {found.rule.title}" for found in position.could_still_be]
            rows.append(
                (position.regime.title, "\n".join(says or [self.say("nothing-holds")]), "\n".join(could) or "–")
            )
        self._table(("regime", "conclusion", "could-still-be"), rows)
        self._text(self.say("two-verdicts"))
        self._heading("headlines", 2)
        self._table(
            ("question", "answer"),
            [(one.row.finding.rule.title, self.say(f"headline-{one.answer}")) for one in self.contents.headlines],
        )
        self._heading("must-happen", 2)
        actions = [
            (
                f"{row.finding.kind.label}: {row.finding.rule.title}",
                row.finding.rule.remedy or "",
                row.by or "–",
                row.timing,
            )
            for row in self.contents.actions
        ]
        self._table(("finding", "what-to-do", "by", "when"), actions, empty="nothing-must")

    def _project(self) -> None:
        self._heading("project")
        self._topics(self.contents.project)

    def _position(self) -> None:
        self._heading("legal-position")
        for part in self.contents.agenda:
            self._plain_heading(f"{self.say(f'calls-{part.calls_for}')} ({len(part.rows)})", 2)
            for row in part.rows:
                self._finding(row)
        if self.contents.would_be:
            self._heading("would-be-heading", 2)
            self._text(self.say("would-be-explained"))
            for row in self.contents.would_be:
                self._finding(row)

    def _necessity(self) -> None:
        if self.contents.necessity:
            self._heading("necessity")
            self._topics(self.contents.necessity)

    def _impact(self) -> None:
        impact = self.contents.impact
        assert impact is not None
        self._heading("impact")
        self._text(self.say("impact-method"))
        if not impact.evidenced:
            self._text(self.say("scores-not-evidenced") + ".")
        if impact.must_consult:
            self._text(self.say("told-consulted" if self.contents.review.opinions else "must-consult"), bold=True)
        self._heading("absolute-rights", 2)
        states = {True: "gate-closed", None: "gate-unknown", False: "gate-open"}
        self._table(("right", "status"), [(one.right.title, self.say(states[one.closed])) for one in impact.gates])
        self._heading("impact-by-right", 2)
        stages = tuple(f"stage-{stage}" for stage in impact.highest)
        self._table(
            ("right", *stages), [(f"{row.number}. {row.right.title}", *row.labels.values()) for row in impact.rights]
        )
        for row in impact.rights:
            self._right(row, impact.level_labels)

    def _right(self, row: RightRow, labels: Sequence[str]) -> None:
        self._plain_heading(f"{row.number}. {row.right.title}", 2)
        for group in row.told:
            self._plain_heading(f"{group.name}: {labels[group.score.risk['current'] - 1]}", 3)
            lines = []
            for line in group.factors:
                reasons = [driver.says for driver in line.known]
                if line.unknown:
                    reasons.append(f"{self.say('counts-as-worst')}: {' '.join(one.says for one in line.unknown)}")
                if line.score.change:
                    proposed, reason = str(line.score.proposed), line.score.change.reason
                    reasons.append(self.say("judged-otherwise", proposed=proposed, reason=reason))
                reasons += [f"− {one.measure.title}" for one in line.score.lowered["target"]]
                levels = " · ".join(str(level) for level in line.score.levels.values())
                lines.append((line.factor.label, "\n".join(reasons) or "–", levels))
            self._table(("factor", "why-level", "levels"), lines)
        if row.untold:
            self._text(f"{self.say('same-as-above')}: {'; '.join(group.name for group in row.untold)}")

    def _measures(self) -> None:
        assert self.contents.impact is not None
        self._heading("measures")
        rows = []
        for one in self.contents.impact.board:
            state = f"{one.state}\n{self.say('measure-unproven')}" if one.unproven else one.state
            who, when = one.row.owner or "–", one.row.deadline or "–"
            rows.append((one.row.measure.title, state, who, when, one.proof or "–"))
        self._table(("measure", "status", "by", "deadline-column", "evidence"), rows, empty="no-measures")

    def _advice(self) -> None:
        self._heading("advice")
        review = self.contents.review
        if review:
            self._text(f"{self.say('told-state')}: {self.say(f'told-state-{review.state}')}", bold=True)
            self._text(self.say("told-stated"))
        if review.review_on:
            self._text(f"{self.say('told-review-on')}: {self._day(review.review_on)}")
        self._answer_table(self.contents.advice)
        for sheet in review_sheets(self.contents):
            self._plain_heading(sheet.title, 2)
            self._rows(sheet.headings, [[str(cell) or "–" for cell in row] for row in sheet.rows])

    def _coverage(self) -> None:
        self._heading("coverage")
        self._text(self.say("coverage-explained"))
        rows = []
        for row in self.contents.coverage:
            missing = [question.ask for question in row.missing]
            missing += [self.say("no-measures")] if row.missing_measures else []
            missing += [self.say("scores-not-evidenced")] if row.not_evidenced else []
            missing += [self.say("told-undecided")] if row.undecided else []
            rows.append((row.required.says, self.say(f"coverage-{row.status}"), "\n".join(missing) or "–"))
        self._table(("required", "status", "missing"), rows)

    def _open(self) -> None:
        self._heading("open-findings")
        rows = [
            (self.say("whether-applies", regime=one.regime.title), "\n".join(each.ask for each in one.questions))
            for one in self.contents.open_scopes
        ]
        for same in self.contents.undecided:
            scope = [self.say("whether-applies", regime=same.regime.title)] if same.regime else []
            findings = [f"{finding.kind.label}: {finding.rule.title}" for finding in same.findings]
            rows.append(("\n".join(findings), "\n".join([*scope, *(one.ask for one in same.questions[:4])])))
        self._table(("finding", "decided-by"), rows, empty="nothing-open")
        for group in self.contents.open:
            if not (group.kind.gate or group.kind.classifies):
                self._plain_heading(f"{group.kind.label} ({len(group.rows)})", 2)
                self._text("; ".join(row.finding.rule.title for row in group.rows))

    def _answers(self) -> None:
        self._heading("all-answers")
        shown = (self.contents.project, self.contents.necessity)
        for section in self.contents.sections:
            if section.topics not in shown:
                self._plain_heading(section.section.title, 2)
                self._topics(section.topics, 3)

    def _sources(self) -> None:
        self._heading("sources")
        rows = [
            (row.source.title, "; ".join(row.places), self.say(row.source.status), self._day(row.source.as_of))
            for row in self.contents.sources
        ]
        self._table(("instrument", "cited", "status", "checked"), rows)

    def _identity(self) -> None:
        self._heading("identity")
        self._text(f"{self.say('pack')}: {self.contents.pack}, {self.contents.pack_identity}")
        self._text(f"{self.say('integrity')}: {self.contents.integrity}")

    # -- pieces ---------------------------------------------------------------------------------

    def _day(self, value: Any) -> str:
        return day(value, self.contents.language)

    def _heading(self, key: str, level: int = 1) -> None:
        self._plain_heading(self.say(key), level)

    def _plain_heading(self, text: str, level: int) -> None:
        self.document.add_heading(_printable(text), level)

    def _text(self, text: str, bold: bool = False) -> None:
        self.document.add_paragraph().add_run(_printable(text)).bold = bold

    def _finding(self, row: FindingRow) -> None:
        rule = row.finding.rule
        self._plain_heading(rule.title, 3)
        self._text(f"{row.finding.kind.label} · {row.timing}", bold=True)
        self._text(rule.because)
        for note in row.finding.timing.notes:
            self._text(note)
        if rule.remedy:
            by = f" ({row.by})" if row.by else ""
            self._text(f"{self.say('what-to-do')}: {rule.remedy}{by}")
        if row.deadline:
            self._text(row.deadline, bold=True)
        if row.rests_on:
            self._answer_table(row.rests_on)
        self._text(f"{self.say('sources')}: {'; '.join(row.sources)}")

    def _topics(self, topics: Iterable[TopicAnswers], level: int = 2) -> None:
        for topic in topics:
            self._plain_heading(topic.topic.title, level)
            self._answer_table(topic.rows)

    def _answer_table(self, rows: Iterable[AnswerRow]) -> None:
        cells = []
        for row in rows:
            lines = ["; ".join(one) for one in row.cells] if row.cells else [row.answer]
            lines += [f"{self.say('note')}: {row.note}"] if row.note else []
            lines += [f"{self.say('source')}: {row.source}"] if row.source else []
            lines += [f"{self.say('evidence')}: {file.name}, sha256 {file.sha256}" for file in row.evidence]
            cells.append((row.question.ask, "\n".join(lines)))
        self._table(("question", "answer"), cells)

    def _table(self, heads: Sequence[str], rows: Sequence[Sequence[str]], empty: str = "nothing-scored") -> None:
        if not rows:
            self._text(self.say(empty))
            return
        self._rows([self.say(head) for head in heads], rows)

    def _rows(self, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        table = self.document.add_table(rows=0, cols=len(heads), style="Table Grid")
        self._row(table, heads, head=True)
        for row in rows:
            self._row(table, row)
        self.document.add_paragraph()

    def _row(self, table: Any, texts: Sequence[str], head: bool = False) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        row = table.add_row()
        for cell, text in zip(row.cells, texts, strict=True):
            cell.paragraphs[0].add_run(_printable(text)).bold = head
            if head:
                shade = OxmlElement("w:shd")
                shade.set(qn("w:val"), "clear")
                shade.set(qn("w:fill"), GREY)
                cell._tc.get_or_add_tcPr().append(shade)
        if head:  # repeated on every page, as screen readers also need it
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _printable(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(character for character in text if character in "\t\n" or ord(character) >= 32)
