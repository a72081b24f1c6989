"""Words that are not content of the pack, per language, from catalogues in YAML."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime

from app.pack.read_yaml import read_yaml

LOCALES = {"en": "en_GB", "nl": "nl_BE", "fr": "fr_BE", "de": "de_BE"}
REPORT = Path(__file__).with_name("words.yaml")


@lru_cache
def catalogue(path: Path) -> Mapping[str, Mapping[str, str]]:
    """The words of a catalogue, one file or a folder of them: key -> language -> text. A key stands in one file."""
    words: dict[str, Mapping[str, str]] = {}
    for file in sorted(path.glob("*.yaml")) if path.is_dir() else (path,):
        found: Mapping[str, Mapping[str, str]] = read_yaml(file, file.name)
        if twice := words.keys() & found.keys():
            raise ValueError(f"{file}: said in another file too: {', '.join(sorted(twice))}")
        words |= found
    return words


def word(key: str, language: str, path: Path = REPORT, **values: str) -> str:
    """The words for a key in a language. Raises KeyError for an unknown key or language."""
    return catalogue(path)[key][language].format(**values)


def day(value: date, language: str) -> str:
    """A date as it is written in the language."""
    return str(format_date(value, format="d MMMM y", locale=LOCALES.get(language, "en_GB")))


def moment(value: datetime, language: str) -> str:
    """A day and time as they are written in the language, in the zone of the value."""
    return str(format_datetime(value, format="d MMMM y HH:mm", locale=LOCALES.get(language, "en_GB")))


def country(code: str, language: str) -> str:
    """The name of a country, or of the European Union, by its two letters; the letters where it has no name."""
    return str(Locale.parse(LOCALES.get(language, "en_GB")).territories.get(code.upper(), code.upper()))
