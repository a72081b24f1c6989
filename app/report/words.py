"""The words of the report and of the command line that are not content of the pack, per language."""

from datetime import date

from babel.dates import format_date

_LOCALES = {"en": "en_GB", "nl": "nl_BE", "fr": "fr_BE", "de": "de_BE"}

WORDS: dict[str, dict[str, str]] = {
    "applies-now": {"en": "applies now", "nl": "geldt nu"},
    "applies-from": {"en": "applies from {date}", "nl": "geldt vanaf {date}"},
    "no-longer": {"en": "no longer applies since {date}", "nl": "geldt niet meer sinds {date}"},
    "contested": {"en": "contested", "nl": "betwist"},
    "unverified": {"en": "unverified", "nl": "niet geverifieerd"},
    "draft-guidance": {"en": "draft guidance", "nl": "ontwerprichtsnoer"},
    "proposal": {"en": "proposal", "nl": "voorstel"},
    "holds": {"en": "holds", "nl": "geldt hier"},
    "open": {"en": "open", "nl": "open"},
    "does-not-hold": {"en": "does not hold", "nl": "geldt hier niet"},
    "yes": {"en": "Yes", "nl": "Ja"},
    "no": {"en": "No", "nl": "Nee"},
    "not-known": {"en": "Not known yet", "nl": "Nog niet bekend"},
    "unanswered": {"en": "Not answered", "nl": "Niet beantwoord"},
    "does-not-apply": {"en": "Does not apply: {reason}", "nl": "Niet van toepassing: {reason}"},
    "none-of-these": {"en": "None of these", "nl": "Geen van deze"},
    "position": {"en": "Legal position on {date}", "nl": "Juridische positie op {date}"},
    "nothing-holds": {
        "en": "no gate and no class found so far",
        "nl": "tot nu toe geen verbod, voorwaarde of kwalificatie gevonden",
    },
    "could-still-be": {"en": "could still be", "nl": "kan nog worden"},
    "would-be": {"en": "would hold if the {regime} applied", "nl": "zou gelden als de {regime} van toepassing was"},
    "two-verdicts": {
        "en": "Not prohibited does not mean acceptable: the impact on people is a verdict of its own and is not scored yet.",
        "nl": "Niet verboden betekent niet aanvaardbaar: de gevolgen voor mensen zijn een apart oordeel en zijn nog niet gescoord.",
    },
    "findings": {"en": "Findings", "nl": "Bevindingen"},
    "open-questions": {"en": "Open questions that decide", "nl": "Open vragen die beslissen"},
    "what-to-do": {"en": "What to do", "nl": "Wat te doen"},
    "sources": {"en": "Sources", "nl": "Bronnen"},
    "rests-on": {"en": "Rests on", "nl": "Berust op"},
    "decided-by": {"en": "Decided by", "nl": "Wordt beslist door"},
    "pack": {"en": "Pack", "nl": "Vragenpakket"},
    "contradictions": {"en": "Contradictions between answers", "nl": "Tegenspraak tussen antwoorden"},
}


def word(key: str, language: str, **values: str) -> str:
    """The words for a key; English where a language lacks them. Raises KeyError for an unknown key."""
    texts = WORDS[key]
    return (texts.get(language) or texts["en"]).format(**values)


def day(value: date, language: str) -> str:
    """A date as it is written in the language."""
    return str(format_date(value, format="d MMMM y", locale=_LOCALES.get(language, "en_GB")))
