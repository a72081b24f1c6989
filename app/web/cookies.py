"""The cookies: who is signed in, whose drafts without an account, which language. All for this site only."""

import secrets

from fastapi import Request, Response

from app.settings import settings

SESSION = "waarborg-session"
VISITOR = "waarborg-visitor"
STEP = "waarborg-step"  # between the steps of signing in
DAY = 24 * 3600  # seconds


def set_cookie(request: Request, response: Response, name: str, value: str, max_age: int | None = None) -> None:
    """Set a cookie that no script reads and no other site sends; until the browser closes unless it has an age."""
    secure = request.url.scheme == "https"
    response.set_cookie(name, value, max_age=max_age, httponly=True, samesite="lax", secure=secure)


def visitor_token() -> str:
    """A new secret by which a browser finds its drafts again."""
    return secrets.token_urlsafe(32)


def give_visitor(request: Request, response: Response, token: str) -> None:
    """Let the browser find the drafts of somebody without an account for as long as they are kept."""
    set_cookie(request, response, VISITOR, token, settings().visitor_days * DAY)
