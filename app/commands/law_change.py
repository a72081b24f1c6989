"""law-change: which stored assessments another version of the questions and rules, or another day, moves."""

import argparse
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.assess.answers import AnswerError, parse_answers
from app.assess.evaluation import DateError
from app.assess.findings import Result
from app.assess.law_change import LawChange
from app.commands import Refused
from app.commands.memory import ready
from app.pack.load import load
from app.pack.model import Pack
from app.store import answer_log, database


@dataclass(frozen=True)
class Moved:
    """A stored assessment and what moves in it."""

    assessment: str
    title: str
    change: LawChange


def law_change(options: argparse.Namespace) -> int:
    """List every stored assessment whose findings or scores move; exit 1 where there is one."""
    old, new, before, after = _sides(options.packs, options.on or [date.today()])
    ready()
    moved, number = [], 0
    with database.session() as session:
        for summary in answer_log.assessments(session):
            if summary.pack != new.pack:
                continue
            number += 1
            written = answer_log.as_written(answer_log.present(session, summary.id))
            change = _change(written, old, new, before, after)
            if change.moves or change.scores:
                moved.append(Moved(summary.id, str(change.after.answers.known("system-name") or ""), change))
    if options.json:
        print(json.dumps([_data(one) for one in moved], ensure_ascii=False, indent=2))
        return int(bool(moved))
    for one in moved:
        print(f"assessment {one.assessment}{f' ({one.title})' if one.title else ''}")
        for move in one.change.moves:
            print(f"    {move.rule.id}: {move.from_} -> {move.to} ({move.cause})")
        for score in one.change.scores:
            print(f"    score {score.right.id}, {score.stage}: {score.before} -> {score.after}")
        for error in one.change.lost:
            print(f"    answer lost: {error}")
    print(f"{len(moved)} of {number} assessments move")
    return int(bool(moved))


def _sides(folders: list[Path], days: list[date]) -> tuple[Pack, Pack, date, date]:
    """The two packs and the two days. Raises Refused."""
    if len(folders) > 2:
        raise Refused("give one or two folders of questions and rules")
    if len(folders) == 1 and len(days) == 1:
        raise Refused("one folder needs two days to compare: --on DATE DATE")
    if len(days) > 2:
        raise Refused("--on takes one day or two")
    packs = [load(folder).source for folder in folders]
    for pack in packs:
        for day in days:
            try:
                Result(pack, parse_answers(pack, {})[0], day)
            except DateError as error:
                raise Refused(f"--on {day}: {error}") from error
    if packs[0].pack != packs[-1].pack:
        raise Refused(f"{packs[0].pack} and {packs[-1].pack} are not two versions of the same questions")
    return packs[0], packs[-1], days[0], days[-1]


def _change(written: dict[str, Any], old: Pack, new: Pack, before: date, after: date) -> LawChange:
    had, misfits = parse_answers(old, written)
    has, errors = parse_answers(new, written)
    known = {error.question for error in misfits}
    lost: list[AnswerError] = [error for error in errors if error.question not in known]
    return LawChange(Result(old, had, before), Result(new, has, after), lost)


def _data(one: Moved) -> dict[str, Any]:
    return {
        "assessment": one.assessment,
        "title": one.title,
        "moves": [
            {"id": move.rule.id, "title": move.rule.title, "from": move.from_, "to": move.to, "cause": move.cause}
            for move in one.change.moves
        ],
        "scores": [
            {"right": score.right.id, "stage": score.stage, "from": score.before, "to": score.after}
            for score in one.change.scores
        ],
        "lost": [error.question for error in one.change.lost],
        "asked-anew": [question.id for question in one.change.asked_anew],
    }
