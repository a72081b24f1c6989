"""Sign in, sign out."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from app.people.accounts import AccountError, digest, person_with_password, sign_in, sign_out
from app.people.demo import PASSWORD, demo_people
from app.settings import settings
from app.store import database
from app.store.tables import Person
from app.web.access import EVERYBODY, FORBIDDEN, SEE_OTHER
from app.web.attempts import client_of
from app.web.cookies import SESSION, set_cookie
from app.web.pages import page
from app.web.start import own_path
from app.web.state import state_of

router = APIRouter(include_in_schema=False)
TOO_MANY = 429


@router.get("/login", dependencies=[EVERYBODY])
def ask(request: Request, back: str = "/") -> Response:
    """Ask for address and password."""
    return _form(request, back)


@router.post("/login", dependencies=[EVERYBODY])
def login(
    request: Request,
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Sign in with a password."""
    passwords, logins = state_of(request).wrong_passwords, state_of(request).wrong_logins
    account, client = digest(email.strip().lower()), client_of(request)
    if passwords.exhausted(account) or logins.exhausted(client):
        return _form(request, back, "login-too-many", email, TOO_MANY)
    with database.session() as session:
        person = person_with_password(session, email, password[:1000])
        if person is None:
            passwords.note(account)
            logins.note(client)
            return _form(request, back, "login-wrong", email, 422)
        return _signed_in(request, person, back)


@router.post("/login/demo", dependencies=[EVERYBODY])
def login_as_demo(request: Request, person: Annotated[str, Form()], back: Annotated[str, Form()] = "/") -> Response:
    """Sign in as one of the people for trying out; never in production."""
    if settings().production:
        raise HTTPException(FORBIDDEN)
    with database.session() as session:
        found = session.get(Person, person)
        if found is None or not found.demo:
            raise HTTPException(FORBIDDEN)
        return _signed_in(request, found, back)


@router.post("/logout", dependencies=[EVERYBODY])
def logout(request: Request) -> Response:
    """Sign out, and leave nothing on a shared computer."""
    with database.session() as session:
        sign_out(session, request.cookies.get(SESSION, ""))
    response = RedirectResponse("/", SEE_OTHER)
    response.delete_cookie(SESSION)
    response.headers["clear-site-data"] = '"cache", "cookies", "storage"'
    return response


def _signed_in(request: Request, person: Person, back: str) -> Response:
    with database.session() as session:
        try:
            token = sign_in(session, person)
        except AccountError as error:
            return _form(request, back, f"login-{error.code}", person.email, 422)
    response = RedirectResponse(own_path(back), SEE_OTHER)
    set_cookie(request, response, SESSION, token)
    return response


def _form(request: Request, back: str, error: str = "", email: str = "", status: int = 200) -> Response:
    with database.session() as session:
        demo = [] if settings().production else demo_people(session)
    context = {"back": own_path(back), "error": error, "email": email, "demo": demo, "demo_password": PASSWORD}
    return page(request, "pages/login.html", context, status)
