"""One's own account: the organisation to act for, the password, the sessions."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from app.people import sessions
from app.people.access import Viewer
from app.people.accounts import MIN_PASSWORD, AccountError, digest, set_password
from app.people.second_factor import recovery_codes_left
from app.settings import settings
from app.store import database
from app.store.tables import Person
from app.web.access import FORBIDDEN, SEE_OTHER, signed_in
from app.web.account import TOO_MANY, check_password
from app.web.cookies import SESSION, set_cookie
from app.web.pages import page
from app.web.state import state_of

router = APIRouter(include_in_schema=False)
SignedIn = Annotated[Viewer, Depends(signed_in)]


@router.get("/account")
def show(request: Request, who: SignedIn, done: str = "") -> Response:
    """The account, and what was just changed."""
    return _account(request, who, done=done if done in ("password", "second-factor-off", "sessions", "mail") else "")


@router.post("/account/password")
def change_password(
    request: Request, who: SignedIn, present: Annotated[str, Form()] = "", new: Annotated[str, Form()] = ""
) -> Response:
    """Set another password; every other session ends, and this one gets a new secret."""
    with database.session() as session:
        person = myself(session.get(Person, who.person))
        try:
            check_password(request, person.email, present)
        except AccountError as error:
            return _account(request, who, _status(error), error=error.code, field="present")
        try:
            set_password(person, new[:1000])
        except AccountError as error:
            return _account(request, who, _status(error), error=error.code, field="new")
        session.add(person)
        token = request.cookies[SESSION]
        sessions.end_sessions(session, person.id, but=token)
        response = RedirectResponse("/account?done=password", SEE_OTHER)
        set_cookie(request, response, SESSION, sessions.renew(session, token))
    return response


@router.post("/account/mail")
def choose_mail(
    request: Request, who: SignedIn, language: Annotated[str, Form()] = "", mail: Annotated[bool, Form()] = False
) -> Response:
    """Choose whether mail is wanted, and in which language."""
    with database.session() as session:
        person = myself(session.get(Person, who.person))
        person.mail = mail
        if language in state_of(request).packs:
            person.language = language
        session.add(person)
        session.commit()
    return RedirectResponse("/account?done=mail", SEE_OTHER)


@router.post("/account/organisation")
def choose_organisation(request: Request, who: SignedIn, organisation: Annotated[str, Form()] = "") -> Response:
    """Act for another organisation in which the person has a role."""
    with database.session() as session:
        try:
            token = sessions.act_for(session, request.cookies[SESSION], who.person, organisation)
        except AccountError as error:
            raise HTTPException(FORBIDDEN) from error
    response = RedirectResponse("/", SEE_OTHER)
    set_cookie(request, response, SESSION, token)
    return response


@router.post("/account/sessions/end")
def end_sessions(request: Request, who: SignedIn, one: Annotated[str, Form()] = "") -> Response:
    """End one session, or all others."""
    with database.session() as session:
        if one:
            sessions.end_session(session, who.person, one)
        else:
            sessions.end_sessions(session, who.person, but=request.cookies[SESSION])
            session.commit()
    return RedirectResponse("/account?done=sessions", SEE_OTHER)


def myself(found: Person | None) -> Person:
    """The person who is signed in, who exists since the session was just looked up."""
    if found is None:
        raise HTTPException(FORBIDDEN)
    return found


def _status(error: AccountError) -> int:
    return TOO_MANY if error.code == "too-many" else 422


def _account(request: Request, who: Viewer, status: int = 200, **context: Any) -> Response:
    with database.session() as session:
        person = myself(session.get(Person, who.person))
        shown = {
            "person": person,
            "organisations": sessions.organisations_of(session, who.person),
            "sessions": sessions.sessions_of(session, who.person),
            "this_one": digest(request.cookies[SESSION]),
            "codes_left": recovery_codes_left(session, who.person),
            "min_password": MIN_PASSWORD,
            "sends_mail": settings().sends_mail,
            "mail_language": person.language or state_of(request).packs.source.language,
        }
    return page(request, "pages/account.html", {**shown, **context}, status)
