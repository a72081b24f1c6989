"""Answers as the log keeps them, in words; and moments of the day."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from app.assess.answers import AnswerError, parse_value
from app.pack.model import Question
from app.report.present import value_text
from app.report.words import LOCALES
from app.settings import settings


@dataclass(frozen=True)
class Said:
    """An answer in words at a moment, with its note and source."""

    answer: str
    note: str = ""
    source: str = ""


def answer_text(question: Question | None, value: Any, language: str) -> str:
    """A kept value in words; as it was written where it no longer fits its question."""
    if question is not None:
        try:
            return value_text(question, None if value is None else parse_value(question, value), language)
        except AnswerError:
            pass
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def moment_text(moment: datetime, language: str) -> str:
    """Day and time in the time zone of the service, e.g. "27 Nov 2026, 14:03"."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    zone = ZoneInfo(settings().time_zone)
    return str(format_datetime(aware, "d MMM y, HH:mm", tzinfo=zone, locale=LOCALES.get(language, "en_GB")))
