"""Frozen versions: an assessment as it was at one moment, with its report. A version never changes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from app.assess.answers import parse_answers
from app.assess.difference import is_weighty
from app.assess.findings import CLASSIFIES, Result, timing
from app.pack.model import Pack
from app.render.html import rendering
from app.render.pdf import Drawing, drawing
from app.report.contents import ADVICE, contents
from app.report.coverage import CoverageRow, coverage
from app.report.record import answers_of, record_bytes
from app.report.words import word
from app.settings import settings
from app.store.answer_log import NotFound
from app.store.review_tables import Version
from app.store.tables import AnswerEntry, Assessment
from app.store.witness import keep


@dataclass(frozen=True)
class Missing:
    """What is not complete: required contents, and the open questions on which a gate or class depends."""

    required: tuple[CoverageRow, ...]
    decisive: tuple[Any, ...]

    def __bool__(self) -> bool:
        return bool(self.required or self.decisive)


def missing(result: Result) -> Missing:
    """What an overseer would miss."""
    gaps = tuple(row for row in coverage(result) if row.status in ("incomplete", "unclear"))
    return Missing(gaps, result.decisive)


def freeze(session: Session, assessment: Assessment, result: Result, by: str) -> Version:
    """The version of these answers: the last one where nothing changed since, else a new one. Does not commit."""
    found = last(session, assessment.id)
    if found and is_version_of(found, result) and found.language == result.pack.language:
        return found
    wanted = drawing(contents(result))
    record = record_bytes(result, rendering())
    _keep(wanted)
    made = Version(
        assessment_id=assessment.id,
        number=found.number + 1 if found else 1,
        pack_identity=result.pack.identity,
        language=result.pack.language,
        on=result.on,
        record=record.decode(),
        digest=hashlib.sha256(record).hexdigest(),
        summary=summary(result),
        document=wanted.key,
        by=by,
    )
    keep(session, assessment.id, made, by)
    return made


def is_version_of(version: Version, result: Result, but_advice: bool = False) -> bool:
    """Whether these answers to this pack are those of the version.

    `but_advice`: apart from what is answered about the advice of the DPO and of the overseer, which comes after.
    """
    left_out = ADVICE if but_advice else ()

    def compared(answers: Mapping[str, Any]) -> dict[str, Any]:
        return {name: row for name, row in answers.items() if name not in left_out}

    now = json.loads(json.dumps(answers_of(result.answers)))
    same_pack = version.pack_identity == result.pack.identity
    return same_pack and compared(json.loads(version.record)["answers"]) == compared(now)


def summary(result: Result) -> dict[str, Any]:
    """What lists show: title, gravest conclusions, the highest present risk, how much is open or missing."""
    left = missing(result)
    return {
        "title": str(result.answers.known("system-name") or ""),
        "gravest": gravest(result),
        "risk": result.impact.highest("current") if result.impact else 0,
        "must-consult": bool(result.impact and result.impact.must_consult),
        "open": len(result.unanswered),
        "decisive": [question.id for question in left.decisive],
        "missing": [row.required.id for row in left.required],
    }


def gravest(result: Result) -> list[list[str]]:
    """Rule and certainty of the gravest that holds, that would if its law applied, and a graver one that is open."""
    order = result.pack.kind_order
    holding = [one.gravest for one in result.positions if one.gravest and one.gravest.kind.id != CLASSIFIES]
    would_be = [finding for one in result.positions for finding in one.would_be]
    found = []
    still_open = [finding for one in result.positions for finding in one.could_still_be]
    for certainty, findings in (("holds", holding), ("if-applies", would_be), ("open", still_open)):
        if findings:
            worst = min(findings, key=lambda finding: order[finding.kind.id])
            found.append([worst.rule.id, certainty])
    return found


def versions_of(session: Session, assessment_id: str) -> list[Version]:
    """Every version, newest first."""
    wanted = select(Version).where(Version.assessment_id == assessment_id).order_by(col(Version.number).desc())
    return list(session.exec(wanted))


def last(session: Session, assessment_id: str) -> Version | None:
    """The newest version."""
    return next(iter(versions_of(session, assessment_id)), None)


def version(session: Session, assessment_id: str, number: int) -> Version:
    """One version. Raises NotFound."""
    wanted = select(Version).where(Version.assessment_id == assessment_id, Version.number == number)
    found = session.exec(wanted).first()
    if found is None:
        raise NotFound(f"{assessment_id}/{number}")
    return found


def entries(found: Version) -> dict[str, AnswerEntry]:
    """The answers of a version, in the shape of the answer log."""
    return {
        name: AnswerEntry(
            assessment_id=found.assessment_id,
            seq=0,
            question=name,
            value=row["value"],
            note=row.get("note", ""),
            source=row.get("source", ""),
            at=found.at,
            before="",
            digest="",
        )
        for name, row in json.loads(found.record)["answers"].items()
    }


def result_of(found: Version, pack: Pack) -> Result:
    """What follows from a version on the day of its law, by a pack."""
    answers, _errors = parse_answers(pack, json.loads(found.record)["answers"])
    return Result(pack, answers, found.on)


def law_moved(found: Version, now: Result) -> bool:
    """Whether a ban, a condition or a class stands otherwise for the same answers by the law of today."""
    before = json.loads(found.record)["conclusions"]
    if any(name not in now.pack.rules for name, status in before.items() if status == "holds"):
        return True
    return any(
        before.get(one.rule.id, "does-not-hold") != one.status
        or one.holds
        and timing(now.pack, one.rule, found.on).when != one.timing.when
        for one in now.findings
        if is_weighty(one.kind)
    )


# -- the report of a version ------------------------------------------------------------------------


def report_of(found: Version) -> str:
    """The report as it was, as self-contained HTML. Raises NotFound where the folder was not kept."""
    try:
        return _html_path(found.document).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise NotFound(found.document) from error


def drawing_of(found: Version) -> Drawing:
    """The drawing of its PDF: the same bytes whenever it is drawn. Raises NotFound."""
    moment = datetime.combine(found.on, time(), UTC)
    return Drawing(report_of(found), moment, found.record.encode(), word("carried-file", found.language))


def pdf_path(found: Version) -> Path:
    """Where its PDF is kept."""
    return _folder() / f"{found.document}.pdf"


def delete_documents(found: Version) -> None:
    """Delete its report, in every form."""
    for path in (_html_path(found.document), pdf_path(found)):
        path.unlink(missing_ok=True)


def keep_pdf(found: Version, content: bytes) -> None:
    """Keep the PDF, whole or not at all; not where the report was erased while it was drawn."""
    if not _html_path(found.document).exists():
        return
    part = pdf_path(found).with_suffix(".part")
    part.write_bytes(content)
    part.rename(pdf_path(found))


def _keep(wanted: Drawing) -> None:
    _folder().mkdir(parents=True, exist_ok=True)
    _html_path(wanted.key).write_text(wanted.html, encoding="utf-8")


def _html_path(document: str) -> Path:
    return _folder() / f"{document}.html"


def _folder() -> Path:
    return settings().data_dir / "versions"
