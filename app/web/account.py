"""Sign in, with a second factor where somebody has set one up; sign out."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from app.people import login_steps
from app.people.accounts import AccountError, digest, person_with_password, sign_in, sign_out
from app.people.demo import PASSWORD, WORK, demo_people
from app.people.second_factor import accepts
from app.settings import settings
from app.store import database
from app.store.tables import Person
from app.web.access import EVERYBODY, FORBIDDEN, SEE_OTHER
from app.web.attempts import client_of
from app.web.browser import browser_name
from app.web.cookies import SESSION, STEP, set_cookie
from app.web.pages import language_of, page
from app.web.start import own_path
from app.web.state import state_of

router = APIRouter(include_in_schema=False)
TOO_MANY = 429
STEP_SECONDS = int(login_steps.VALID.total_seconds())


@router.get("/login", dependencies=[EVERYBODY])
def ask(request: Request, back: str = "/") -> Response:
    """Ask for address and password."""
    return login_form(request, back)


@router.post("/login", dependencies=[EVERYBODY])
def login(
    request: Request,
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Sign in with a password."""
    with database.session() as session:
        try:
            person = check_password(request, email, password)
        except AccountError as error:
            status = TOO_MANY if error.code == "too-many" else 422
            return login_form(request, back, f"login-{error.code}", email, status)
        if person.totp:
            return ask_for_code(request, login_steps.begin(session, own_path(back), person.id))
    return enter(request, person, back)


def check_password(request: Request, email: str, password: str) -> Person:
    """The person with address and password. Raises AccountError where it is wrong, or was too often (too-many)."""
    passwords, logins = state_of(request).wrong_passwords, state_of(request).wrong_logins
    account, client = digest(email.strip().lower()), client_of(request)
    if passwords.exhausted(account) or logins.exhausted(client):
        raise AccountError("too-many", "too many attempts")
    with database.session() as session:
        person = person_with_password(session, email, password[:1000])
    if person is None:
        passwords.note(account)
        logins.note(client)
        raise AccountError("wrong", "address and password do not belong together")
    return person


@router.post("/login/demo", dependencies=[EVERYBODY])
def login_as_demo(request: Request, person: Annotated[str, Form()], back: Annotated[str, Form()] = "/") -> Response:
    """Sign in as one of the people for trying out; never in production."""
    if settings().production:
        raise HTTPException(FORBIDDEN)
    with database.session() as session:
        found = session.get(Person, person)
        if found is None or not found.demo or found.disabled:
            raise HTTPException(FORBIDDEN)
    return enter(request, found, back)


@router.get("/login/code", dependencies=[EVERYBODY])
def ask_code(request: Request) -> Response:
    """Ask for the code of the authenticator, after the password was right."""
    with database.session() as session:
        step = login_steps.find(session, request.cookies.get(STEP, ""))
    return page(request, "pages/login-code.html", {}) if step and step.person_id else _start_again()


@router.post("/login/code", dependencies=[EVERYBODY])
def check_code(request: Request, code: Annotated[str, Form()] = "") -> Response:
    """Sign in with the code; a recovery code does too. Each code serves once."""
    wrong = state_of(request).wrong_factors
    with database.session() as session:
        step = login_steps.find(session, request.cookies.get(STEP, ""))
        person = session.get(Person, step.person_id) if step and step.person_id else None
        if step is None or person is None or person.disabled:
            return _start_again()
        if wrong.exhausted(person.id):
            return page(request, "pages/login-code.html", {"error": "login-too-many"}, TOO_MANY)
        if not accepts(session, person, code[:100]):
            wrong.note(person.id)
            return page(request, "pages/login-code.html", {"error": "login-code-wrong"}, 422)
        back = step.back
        login_steps.finish(session, step)
    return enter(request, person, back)


@router.post("/logout", dependencies=[EVERYBODY])
def logout(request: Request) -> Response:
    """Sign out, and leave nothing on a shared computer."""
    with database.session() as session:
        sign_out(session, request.cookies.get(SESSION, ""))
    response = RedirectResponse("/", SEE_OTHER)
    response.delete_cookie(SESSION)
    response.headers["clear-site-data"] = '"cache", "cookies", "storage"'
    return response


def ask_for_code(request: Request, step: str) -> Response:
    """Send the browser to the page that asks for the second factor."""
    response = RedirectResponse("/login/code", SEE_OTHER)
    set_cookie(request, response, STEP, step, STEP_SECONDS)
    return response


def enter(request: Request, person: Person, back: str) -> Response:
    """Open a session and go where the person wanted to be; the session that this browser had before ends."""
    with database.session() as session:
        sign_out(session, request.cookies.get(SESSION, ""))
        try:
            browser = browser_name(request.headers.get("user-agent", ""))
            token = sign_in(session, person, browser, language_of(request))
        except AccountError as error:
            return login_form(request, back, f"login-{error.code}", person.email, 422)
    response = RedirectResponse(own_path(back), SEE_OTHER)
    set_cookie(request, response, SESSION, token)
    response.delete_cookie(STEP)
    return response


def login_form(request: Request, back: str, error: str = "", email: str = "", status: int = 200) -> Response:
    """The page to sign in on, with what went wrong, if anything."""
    with database.session() as session:
        demo = [] if settings().production else [(one, *WORK[one.email]) for one in demo_people(session)]
    context = {
        "back": own_path(back),
        "error": error,
        "email": email,
        "demo": demo,
        "demo_password": PASSWORD,
        "provider": settings().oidc_issuer,
    }
    return page(request, "pages/login.html", context, status)


def _start_again() -> Response:
    return RedirectResponse("/login", SEE_OTHER)
