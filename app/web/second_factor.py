"""Set up the second factor of one's own account, get new recovery codes, turn it off. Each asks for the password."""

from typing import Annotated, Any

import segno
from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup
from sqlmodel import Session

from app.people import second_factor
from app.people.access import Viewer
from app.people.accounts import AccountError
from app.people.sessions import end_sessions, renew
from app.store import database
from app.store.tables import Person
from app.web.access import FORBIDDEN, SEE_OTHER
from app.web.account import TOO_MANY, check_password
from app.web.cookies import SESSION, set_cookie
from app.web.own_account import SignedIn, myself
from app.web.pages import page

router = APIRouter(include_in_schema=False)


@router.get("/account/second-factor")
def show(request: Request, who: SignedIn) -> Response:
    """Set it up; or, where it is on, new recovery codes and turning it off."""
    with database.session() as session:
        return _page(request, _person(session, who), second_factor.new_secret())


@router.post("/account/second-factor/on")
def turn_on(
    request: Request,
    who: SignedIn,
    secret: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    """Turn it on once the authenticator shows the right code; the recovery codes are shown now and never again."""
    with database.session() as session:
        person = _person(session, who)
        if person.totp or not second_factor.is_secret(secret):
            raise HTTPException(FORBIDDEN)
        try:
            check_password(request, person.email, password)
            codes = second_factor.turn_on(session, person, secret, code)
        except AccountError as error:
            return _refused(request, person, error, secret)
        token = request.cookies[SESSION]
        end_sessions(session, person.id, but=token)
        response = page(request, "pages/recovery-codes.html", {"codes": codes})
        set_cookie(request, response, SESSION, renew(session, token))
    return response


@router.post("/account/second-factor/codes")
def new_codes(request: Request, who: SignedIn, password: Annotated[str, Form()] = "") -> Response:
    """New recovery codes in place of the old ones."""
    with database.session() as session:
        person = _person(session, who)
        if not person.totp:
            raise HTTPException(FORBIDDEN)
        try:
            check_password(request, person.email, password)
        except AccountError as error:
            return _refused(request, person, error)
        codes = second_factor.new_recovery_codes(session, person)
    return page(request, "pages/recovery-codes.html", {"codes": codes})


@router.post("/account/second-factor/off")
def turn_off(request: Request, who: SignedIn, password: Annotated[str, Form()] = "") -> Response:
    """Turn it off."""
    with database.session() as session:
        person = _person(session, who)
        try:
            check_password(request, person.email, password)
        except AccountError as error:
            return _refused(request, person, error)
        second_factor.turn_off(session, person)
    return RedirectResponse("/account?done=second-factor-off", SEE_OTHER)


def _person(session: Session, who: Viewer) -> Person:
    """Whoever is signed in; somebody without a password has the second factor of their identity provider."""
    person = myself(session.get(Person, who.person))
    if not person.password:
        raise HTTPException(FORBIDDEN)
    return person


def _refused(request: Request, person: Person, error: AccountError, secret: str = "") -> Response:
    status = TOO_MANY if error.code == "too-many" else 422
    field = "code" if error.code == "code" else "password"
    return _page(request, person, secret, status, error=error.code, field=field)


def _page(request: Request, person: Person, secret: str, status: int = 200, **context: Any) -> Response:
    picture = segno.make(second_factor.otpauth(person, secret), micro=False) if not person.totp else None
    shown = {
        "person": person,
        "secret": secret,
        "picture": picture and Markup(picture.svg_inline(omitsize=True, border=4, dark="#000", light="#fff")),  # noqa: S704
    }
    return page(request, "pages/second-factor.html", {**shown, **context}, status)
