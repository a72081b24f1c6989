"""The members of the administrator's organisation, their roles, and invitations. No assessment is shown here."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.people import invitations
from app.people.access import Viewer, roles_in
from app.people.accounts import AccountError
from app.people.members import members, remove, set_disabled, set_roles
from app.people.sessions import renew
from app.store import database
from app.web.access import SEE_OTHER, AnyOf
from app.web.cookies import SESSION, set_cookie
from app.web.pages import language_of, page

router = APIRouter(include_in_schema=False)
Administrator = Annotated[Viewer, Depends(AnyOf("administrator"))]


@router.get("/members")
def show(request: Request, who: Administrator) -> Response:
    """The members and the open invitations."""
    return _members(request, who)


@router.post("/members/invitations")
def invite(
    request: Request, who: Administrator, email: Annotated[str, Form()] = "", role: Annotated[str, Form()] = ""
) -> Response:
    """Invite an address; the link is shown now and never again."""
    with database.session() as session:
        try:
            token = invitations.invite(session, who, email, role, language_of(request))
            mailed = invitations.wants_mail(session, email)
        except AccountError as error:
            field = "role" if error.code == "role" else "email"
            return _members(request, who, 422, error=error.code, field=field, email=email, role=role)
    link = f"{str(request.base_url).rstrip('/')}/invitations/{token}"
    return _members(request, who, link=link, invited=email.strip().lower(), mailed=mailed)


@router.post("/members/invitations/{number}/revoke")
def revoke(who: Administrator, number: int) -> Response:
    """Make an invitation unusable."""
    with database.session() as session:
        invitations.revoke(session, who.organisation, number)
    return RedirectResponse("/members", SEE_OTHER)


@router.post("/members/{person}/roles")
def change_roles(
    request: Request, who: Administrator, person: str, role: Annotated[list[str] | None, Form()] = None
) -> Response:
    """Give the member exactly the roles that are ticked."""
    return _change(request, who, person, lambda session: set_roles(session, who, person, role or []))


@router.post("/members/{person}/remove")
def take_away(request: Request, who: Administrator, person: str) -> Response:
    """Remove the member from the organisation."""
    return _change(request, who, person, lambda session: remove(session, who, person))


@router.post("/members/{person}/disable")
def disable(request: Request, who: Administrator, person: str) -> Response:
    """Close the member's account."""
    return _change(request, who, person, lambda session: set_disabled(session, who, person, True))


@router.post("/members/{person}/enable")
def enable(request: Request, who: Administrator, person: str) -> Response:
    """Open the member's account again."""
    return _change(request, who, person, lambda session: set_disabled(session, who, person, False))


def _change(request: Request, who: Viewer, person: str, change: Callable[[Session], Any]) -> Response:
    """Change a member and show the members; whoever changes their own roles gets a new secret for their session."""
    with database.session() as session:
        try:
            change(session)
        except AccountError as error:
            if error.code == "member":
                raise HTTPException(404) from error
            return _members(request, who, 422, error=error.code, field=f"member-{person}")
        response = RedirectResponse("/members" if person != who.person else "/", SEE_OTHER)
        if person == who.person:
            set_cookie(request, response, SESSION, renew(session, request.cookies[SESSION]))
    return response


def _members(request: Request, who: Viewer, status: int = 200, **context: Any) -> Response:
    assert who.kind  # an administrator acts for an organisation
    with database.session() as session:
        shown = {
            "members": members(session, who.organisation),
            "invitations": [
                (one, invitations.is_expired(one), one.created + invitations.VALID)
                for one in invitations.invitations(session, who.organisation)
            ],
            "roles": roles_in(who.kind),
        }
    return page(request, "pages/members.html", {**shown, **context}, status)
