"""The assessment that a report carries inside itself: answers, date, pack identity, and what was concluded."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.assess.answers import Answers, Evidence, plain_value
from app.assess.findings import Result
from app.report.review import NO_REVIEW, Review, parse_review, plain

FORMAT = "waarborg-assessment/1"
Json = dict[str, Any]


class RecordError(ValueError):
    """What a report carries cannot be used; the message says why."""


@dataclass(frozen=True)
class Record:
    """What a report carries, read and of the right shape; its answers are not yet checked against a pack."""

    pack: str
    pack_identity: str
    on: date
    language: str
    rendering: str  # what drew the pages: hash of templates, words and library version
    answers: Mapping[str, Json]
    conclusions: Mapping[str, str]
    scores: list[Json]
    integrity: str
    review: Review = NO_REVIEW


def record(result: Result, rendering: str, review: Review = NO_REVIEW) -> Json:
    """The record of a result, as plain data; what was stated in the review stands apart, and only if there was one."""
    stated = {"review": plain(review)} if review else {}
    return {
        "format": FORMAT,
        "pack": result.pack.pack,
        "pack-identity": result.pack.identity,
        "on": result.on.isoformat(),
        "language": result.pack.language,
        "rendering": rendering,
        "answers": answers_of(result.answers),
        "conclusions": conclusions(result),
        "scores": scores(result),
        "integrity": integrity(result),
        **stated,
    }


def record_bytes(result: Result, rendering: str, review: Review = NO_REVIEW) -> bytes:
    """The record as JSON: the same bytes for the same result and review."""
    return (json.dumps(record(result, rendering, review), ensure_ascii=False, indent=1) + "\n").encode()


def answers_of(answers: Answers) -> Json:
    """Answers as they stand in an answers file, with their notes and sources."""
    rows: Json = {}
    for name, one in answers.items():
        row: Json = {"value": plain_value(one.value)}
        if one.note:
            row["note"] = one.note
        if one.source:
            row["source"] = one.source
        if one.evidence:
            row["evidence"] = [_file(file) for file in one.evidence]
        rows[name] = row
    return rows


def _file(file: Evidence) -> dict[str, str]:
    measure = {"measure": file.measure} if file.measure else {}
    return {"name": file.name, "sha256": file.sha256, **measure}


def conclusions(result: Result) -> dict[str, str]:
    """The status of every finding that holds or is open."""
    return {found.rule.id: found.status for found in result.findings if found.holds or found.open}


def scores(result: Result) -> list[Json]:
    """The levels, 1 to 4, of each right and group at each stage."""
    impact = result.impact
    if impact is None:
        return []
    return [
        {
            "right": score.right.id,
            "group": score.group,
            "risk": dict(score.risk),
            "likelihood": dict(score.likelihood),
            "severity": dict(score.severity),
            "factors": {name: dict(factor.levels) for name, factor in score.factors.items()},
            "evidenced": score.evidenced,
        }
        for score in impact.scores
    ]


def integrity(result: Result) -> str:
    """sha256 over what the report rests on: pack identity, date, language, and the answers with notes and evidence."""
    answers = _hashed(answers_of(result.answers))
    return digest(result.pack.identity, result.on.isoformat(), result.pack.language, answers)


def _hashed(answers: Mapping[str, Json]) -> Json:
    """The answers as the integrity hash takes them."""
    files = {name: [row["evidence"]] if row.get("evidence") else [] for name, row in answers.items()}
    return {
        name: [row["value"], row.get("note", ""), row.get("source", ""), *files[name]]
        for name, row in sorted(answers.items())
    }


def digest(pack_identity: str, on: str, language: str, answers: Json) -> str:
    """The integrity hash from its parts; `answers` as question -> [value, note, source, evidence if any], sorted."""
    canonical = json.dumps([pack_identity, on, language, answers], ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def is_whole(found: Record) -> bool:
    """Whether the answers are those that the integrity hash was made of."""
    return digest(found.pack_identity, found.on.isoformat(), found.language, _hashed(found.answers)) == found.integrity


def parse_record(content: bytes) -> Record:
    """Read a record from untrusted bytes. Raises RecordError."""
    try:
        raw = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise RecordError("what it carries is not readable as JSON") from error
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise RecordError(f"what it carries is not in the format {FORMAT}")
    texts = ("pack", "pack-identity", "on", "language", "rendering", "integrity")
    for field, kind in (*((name, str) for name in texts), ("answers", dict), ("conclusions", dict), ("scores", list)):
        if not isinstance(raw.get(field), kind):
            raise RecordError(f"the field '{field}' is missing or has the wrong kind")
    for name, row in raw["answers"].items():
        if (
            not isinstance(row, dict)
            or "value" not in row
            or not all(isinstance(row.get(field, ""), str) for field in ("note", "source"))
        ):
            raise RecordError(f"the answer '{name}' has the wrong shape")
    if not all(isinstance(status, str) for status in raw["conclusions"].values()):
        raise RecordError("a conclusion has the wrong shape")
    try:
        on = date.fromisoformat(raw["on"])
    except ValueError as error:
        raise RecordError("the field 'on' is not a date") from error
    try:
        review = parse_review(raw["review"]) if "review" in raw else NO_REVIEW
    except ValueError as error:
        raise RecordError(str(error)) from error
    return Record(
        pack=raw["pack"],
        pack_identity=raw["pack-identity"],
        on=on,
        language=raw["language"],
        rendering=raw["rendering"],
        answers=raw["answers"],
        conclusions=raw["conclusions"],
        scores=raw["scores"],
        integrity=raw["integrity"],
        review=review,
    )
