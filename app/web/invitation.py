"""Accept an invitation: with a new account, with the password of one that exists, or as whoever is signed in."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.people import invitations, login_steps
from app.people.accounts import AccountError, person_of
from app.people.sessions import renew
from app.store import database
from app.store.account_tables import Invitation
from app.store.tables import Organisation, Person
from app.web.access import EVERYBODY, SEE_OTHER, identify
from app.web.account import TOO_MANY, ask_for_code, check_password, enter
from app.web.cookies import SESSION, set_cookie
from app.web.pages import language_of, page

router = APIRouter(include_in_schema=False)
GONE = 410
FIELDS = {"name": "name", "password": "password", "wrong": "password", "too-many": "password"}  # of each mistake


@router.get("/invitations/{token}", dependencies=[EVERYBODY])
def show(request: Request, token: str) -> Response:
    """What somebody is invited to, and what they have to enter."""
    with database.session() as session:
        try:
            found, place = invitations.invitation(session, token)
        except AccountError:
            return page(request, "pages/invitation-gone.html", {}, GONE)
        return _page(request, token, found, place, person_of(session, found.email))


@router.post("/invitations/{token}", dependencies=[EVERYBODY])
def accept(
    request: Request,
    token: str,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    """Take the role, and sign in."""
    who = identify(request)
    with database.session() as session:
        try:
            found, place = invitations.invitation(session, token)
        except AccountError:
            return page(request, "pages/invitation-gone.html", {}, GONE)
        person = person_of(session, found.email)
        try:
            if person is None:
                made = invitations.accept_as_new(session, found, name, password[:1000], language_of(request))
                return enter(request, made, "/")
            if who.person == person.id:
                invitations.accept(session, found, person)
                response = RedirectResponse("/account", SEE_OTHER)
                set_cookie(request, response, SESSION, renew(session, request.cookies[SESSION]))
                return response
            check_password(request, found.email, password)
            invitations.accept(session, found, person)
        except AccountError as error:
            session.rollback()
            status = TOO_MANY if error.code == "too-many" else 422
            return _page(request, token, found, place, person, status, error=error.code, name=name)
        if person.totp:
            return ask_for_code(request, login_steps.begin(session, "/", person.id))
    return enter(request, person, "/")


def _page(
    request: Request,
    token: str,
    found: Invitation,
    place: Organisation,
    person: Person | None,
    status: int = 200,
    **entered: Any,
) -> Response:
    mine = person is not None and identify(request).person == person.id
    context = {
        "token": token,
        "email": found.email,
        "role": found.role,
        "place": place.name,
        "known": person is not None,
        "mine": mine,
        "elsewhere": person is not None and not person.password and not mine,  # signs in at the provider
        "field": FIELDS.get(entered.get("error", ""), "main"),
    }
    return page(request, "pages/invitation.html", {**context, **entered}, status)
