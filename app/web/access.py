"""Who is looking, and whether they may: every route depends on one of `Allow`, `signed_in` or `everybody`."""

from fastapi import Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from app.assess.answers import Answers, plain_value
from app.pack.model import Pack
from app.people.access import Action, Role, Subject, Viewer, may
from app.people.accounts import digest, viewer
from app.people.subjects import erased_subject, may_know, subject_of
from app.store import answer_log, database
from app.store.answer_log import Change, NotFound, Owner
from app.store.retention_tables import Erasure
from app.web.cookies import SESSION, VISITOR, give_visitor, visitor_token

SEE_OTHER = 303
FORBIDDEN = 403


def identify(request: Request) -> Viewer:
    """Who is looking, looked up once per request."""
    if not hasattr(request.state, "viewer"):
        token, mine = request.cookies.get(SESSION, ""), request.cookies.get(VISITOR, "")
        if token:
            with database.session() as session:
                request.state.viewer = viewer(session, token, mine)
        else:
            request.state.viewer = Viewer(visitor=digest(mine) if mine else "")
    found: Viewer = request.state.viewer
    return found


class SignInFirst(Exception):
    """The page needs an account: the reader is sent to sign in, and back."""


def everybody(request: Request) -> None:
    """The page is for everybody, with or without an account."""
    identify(request)


def signed_in(request: Request) -> Viewer:
    """The page is for anybody who is signed in. Raises SignInFirst."""
    found = identify(request)
    if not found.signed_in:
        raise SignInFirst
    return found


class AnyOf:
    """The page is for members with one of the roles."""

    def __init__(self, *roles: Role) -> None:
        self.roles = frozenset(roles)

    def __call__(self, request: Request) -> Viewer:
        """Refuse anybody else."""
        found = signed_in(request)
        if not found.roles & self.roles:
            raise HTTPException(FORBIDDEN)
        return found


class Erased(Exception):
    """The content of the assessment is gone; who could read it is told when and why."""

    def __init__(self, erasure: Erasure) -> None:
        self.erasure = erasure


class Allow:
    """The route does something with the assessment in its path; the access table decides."""

    def __init__(self, action: Action) -> None:
        self.action = action

    def __call__(self, request: Request, assessment_id: str) -> None:
        """Refuse: not found for whoever may not even read it, forbidden for whoever may do only less.

        Raises Erased where nothing is left to do anything with.
        """
        who = identify(request)
        with database.session() as session:
            erasure = session.get(Erasure, assessment_id)
            if erasure is not None and may_know(who, erasure):
                raise Erased(erasure)
            subject = erased_subject(erasure) if erasure else subject_of(answer_log.find(session, assessment_id))
        if not may(who, "read", subject):
            if not who.signed_in:
                raise SignInFirst
            raise NotFound(assessment_id)
        if not may(who, self.action, subject):
            raise HTTPException(FORBIDDEN)


READ = Depends(Allow("read"))
FOLLOW = Depends(Allow("follow"))
ANSWER = Depends(Allow("answer"))
EVERYBODY = Depends(everybody)


def owner(request: Request) -> Owner:
    """To whom belongs what this reader begins: their organisation if they may work there, else their browser."""
    who = identify(request)
    if who.organisation and may(who, "answer", Subject(who.organisation, "", "draft")):
        return Owner(organisation=who.organisation, person=who.person, visitor=who.visitor)
    return Owner(visitor=who.visitor)


def begin(request: Request, pack: Pack, answers: Answers, page: str = "") -> Response:
    """Begin an assessment with the answers and go to one of its pages; a visitor's browser gets a cookie to find it."""
    mine = owner(request)
    token = "" if mine.organisation or mine.visitor else visitor_token()
    if token:
        mine = Owner(visitor=digest(token))
    changes = [Change(name, plain_value(one.value), one.note, one.source) for name, one in answers.items()]
    with database.session() as session:
        made = answer_log.create(session, pack.pack, pack.identity, pack.language, changes, mine)
    response = RedirectResponse(f"/assessments/{made.id}{page}", SEE_OTHER)
    if token:
        give_visitor(request, response, token)
    return response
