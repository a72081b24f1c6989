"""Templates, languages and the page that every route returns."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader

from app.assess.explain import explain
from app.people.access import Action, Viewer, may
from app.people.review import unread
from app.people.subjects import subject_of
from app.report.gallery import opening
from app.report.present import timing_text, value_text
from app.report.reasons import reason_lines
from app.report.words import country, day, word
from app.settings import settings
from app.store import database
from app.web.cookies import DAY, set_cookie
from app.web.state import state_of
from app.web.wording import moment_text

WORDS = Path(__file__).with_name("words")
STATIC = Path(__file__).with_name("static")
LANGUAGE_NAMES = {"en": "English", "nl": "Nederlands", "fr": "Français", "de": "Deutsch"}
COOKIE = "language"


def today() -> date:
    """The day on which pages evaluate."""
    return date.today()


@lru_cache
def environment() -> Environment:
    """The templates of the pages: everything escaped; the component macros rely on undefined parameters."""
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(settings().templates_dir), govuk]),
        autoescape=True,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"language_names": LANGUAGE_NAMES}
    return made


def language_of(request: Request) -> str:
    """The reader's language: chosen on a page, else asked for by the browser, else that of the pack."""
    packs = state_of(request).packs
    chosen = request.cookies.get(COOKIE)
    if chosen in packs:
        return str(chosen)
    for part in request.headers.get("accept-language", "").split(","):
        wanted = part.split(";")[0].strip().split("-")[0].lower()
        if wanted in packs:
            return wanted
    return packs.source.language


def remember_language(request: Request, response: Response, language: str) -> None:
    """Set the cookie, if the pack has the language."""
    if language in state_of(request).packs:
        set_cookie(request, response, COOKIE, language, 365 * DAY)


def render(request: Request, template: str, language: str, context: Mapping[str, Any]) -> str:
    """A template in words of the language; about an assessment, with the version of the pack that it rests on."""
    packs = state_of(request).packs
    pack = context["opened"].result.pack if "opened" in context else packs[language]

    def say(key: str, **values: Any) -> str:
        return word(key, language, WORDS, **{name: str(value) for name, value in values.items()})

    viewer = getattr(request.state, "viewer", Viewer())
    opened = context.get("opened")

    def allowed(action: Action) -> bool:
        """Whether the reader may do this with the assessment of the page."""
        return opened is not None and may(viewer, action, subject_of(opened.assessment))

    helpers = {
        "say": say,
        "allowed": allowed,
        "moment": lambda value: moment_text(value, language),
        "report_word": lambda key, **values: word(key, language, **values),
        "language": language,
        "languages": list(packs),
        "day": lambda value: day(value.date() if isinstance(value, datetime) else value, language),
        "cite": pack.cite,
        "country": lambda code: country(code, language),
        "opening": opening,
        "pack": pack,
        "path": request.url.path,
        "value_text": lambda question, value: value_text(question, value, language),
        "timing_text": lambda timing: timing_text(timing, language),
        "reasons": lambda result, finding: reason_lines(result, explain(result.evaluation, finding.rule)),
        "today": today(),
        "viewer": viewer,
        "may_do": lambda action, assessment: may(viewer, action, subject_of(assessment)),
        "unread_notices": lambda: _unread(viewer),
    }
    return environment().get_template(template).render({**helpers, **context})


def _unread(viewer: Viewer) -> int:
    """How many notices the reader has not read."""
    if not viewer.signed_in:
        return 0
    with database.session() as session:
        return unread(session, viewer.person)


def page(request: Request, template: str, context: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """A page, or a part of one for htmx, in the reader's language."""
    return HTMLResponse(render(request, template, language_of(request), context), status_code=status)
