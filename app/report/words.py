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
    "not-asked": {"en": "Not asked here", "nl": "Hier niet gevraagd"},
    "all": {"en": "All of these", "nl": "Al deze voorwaarden"},
    "any": {"en": "At least one of these", "nl": "Minstens één van deze voorwaarden"},
    "not": {"en": "This is not so", "nl": "Dit is niet zo"},
    "rule-holds": {"en": "“{title}” holds", "nl": "“{title}” geldt"},
    "no-exception": {"en": "No exception: {because}", "nl": "Geen uitzondering: {because}"},
    "regime-applies": {"en": "The {regime} applies", "nl": "De {regime} is van toepassing"},
    "report-title": {"en": "Legal assessment of an algorithm", "nl": "Juridische beoordeling van een algoritme"},
    "unnamed": {"en": "System without a name yet", "nl": "Systeem nog zonder naam"},
    "draft": {"en": "DRAFT", "nl": "ONTWERP"},
    "draft-open": {
        "en": "Draft: {count} questions are open or not known yet",
        "nl": "Ontwerp: {count} vragen zijn open of nog niet bekend",
    },
    "contents": {"en": "Contents", "nl": "Inhoud"},
    "summary": {"en": "Summary", "nl": "Samenvatting"},
    "law-on": {"en": "Law as of {date}", "nl": "Recht op {date}"},
    "sources-checked": {"en": "Sources last checked on {date}", "nl": "Bronnen laatst nagekeken op {date}"},
    "may-we": {"en": "What the law says so far", "nl": "Wat de wet tot nu toe zegt"},
    "impact": {"en": "Impact on people", "nl": "Gevolgen voor mensen"},
    "must-happen": {"en": "What must happen", "nl": "Wat er moet gebeuren"},
    "nothing-must": {
        "en": "No finding asks for action so far. That is no approval.",
        "nl": "Geen enkele bevinding vraagt tot nu toe om actie. Dat is geen goedkeuring.",
    },
    "finding": {"en": "Finding", "nl": "Bevinding"},
    "by": {"en": "By", "nl": "Door"},
    "when": {"en": "In time", "nl": "In de tijd"},
    "regime": {"en": "Law", "nl": "Recht"},
    "conclusion": {"en": "Conclusion", "nl": "Conclusie"},
    "project": {"en": "The project", "nl": "Het project"},
    "legal-position": {"en": "Legal position, with reasons", "nl": "Juridische positie, met redenen"},
    "no-findings": {"en": "No rule holds on these answers.", "nl": "Geen enkele regel geldt bij deze antwoorden."},
    "reasons": {"en": "Reasons", "nl": "Redenen"},
    "exceptions": {"en": "Exceptions", "nl": "Uitzonderingen"},
    "condition": {"en": "Condition", "nl": "Voorwaarde"},
    "answer": {"en": "Answer", "nl": "Antwoord"},
    "result": {"en": "Met?", "nl": "Vervuld?"},
    "met": {"en": "met", "nl": "vervuld"},
    "not-met": {"en": "not met", "nl": "niet vervuld"},
    "open-findings": {"en": "What is still open", "nl": "Wat nog open is"},
    "open-explained": {
        "en": "An unknown is never read as no. These conclusions depend on the questions named with them.",
        "nl": "Onbekend wordt nooit als nee gelezen. Deze conclusies hangen af van de vragen die erbij staan.",
    },
    "nothing-open": {"en": "No conclusion is open.", "nl": "Geen enkele conclusie staat open."},
    "all-answers": {"en": "All answers", "nl": "Alle antwoorden"},
    "question": {"en": "Question", "nl": "Vraag"},
    "note": {"en": "Note", "nl": "Toelichting"},
    "source": {"en": "Source", "nl": "Bron"},
    "instrument": {"en": "Instrument", "nl": "Instrument"},
    "cited": {"en": "Cited here", "nl": "Hier aangehaald"},
    "status": {"en": "Status", "nl": "Status"},
    "checked": {"en": "Checked", "nl": "Nagekeken"},
    "applies": {"en": "applies", "nl": "geldt"},
    "identity": {"en": "Identity", "nl": "Identiteit"},
    "identity-explained": {
        "en": "The same answers and the same pack on the same date give the same conclusions. "
        "Another value below means another report.",
        "nl": "Dezelfde antwoorden en hetzelfde vragenpakket op dezelfde datum geven dezelfde conclusies. "
        "Een andere waarde hieronder betekent een ander rapport.",
    },
    "integrity": {"en": "Integrity of this report", "nl": "Integriteit van dit rapport"},
    "page-of": {"en": "Page {page} of {pages}", "nl": "Pagina {page} van {pages}"},
    "outside": {"en": "does not apply", "nl": "is niet van toepassing"},
    "scope-open": {"en": "not settled whether it applies", "nl": "nog niet vast of zij van toepassing is"},
    "reports-are-claims": {
        "en": "What is taken from reports is what their authors state; it is not a finding of fact by Waarborg.",
        "nl": "Wat uit rapporten komt, is wat hun auteurs stellen; het is geen vaststelling van Waarborg.",
    },
    "contradictions": {"en": "Contradictions between answers", "nl": "Tegenspraak tussen antwoorden"},
}


def word(key: str, language: str, **values: str) -> str:
    """The words for a key; English where a language lacks them. Raises KeyError for an unknown key."""
    texts = WORDS[key]
    return (texts.get(language) or texts["en"]).format(**values)


def day(value: date, language: str) -> str:
    """A date as it is written in the language."""
    return str(format_date(value, format="d MMMM y", locale=_LOCALES.get(language, "en_GB")))
