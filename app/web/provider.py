"""Sign in at the identity provider of the organisation: OpenID Connect with PKCE, state and nonce (by authlib)."""

import logging
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from joserfc.errors import JoseError

from app.people import login_steps
from app.people.accounts import AccountError
from app.people.provider import Provider, recognise
from app.settings import settings
from app.store import database
from app.web.access import EVERYBODY
from app.web.account import STEP_SECONDS, enter, login_form
from app.web.cookies import STEP, set_cookie
from app.web.start import own_path

router = APIRouter(include_in_schema=False)
log = logging.getLogger("waarborg")
NOT_FOUND = 404
TIMEOUT = 10  # seconds for each answer of the provider
FAILURES = (AuthlibBaseError, JoseError, RuntimeError, ValueError, KeyError)  # of an answer that does not hold


def provider() -> Provider:
    """The provider as the settings describe it. Raises ValueError where they contradict themselves."""
    one = settings()
    return Provider(
        one.oidc_issuer,
        one.oidc_trust_email,
        one.oidc_roles_claim,
        one.oidc_roles,
        one.oidc_organisation,
        one.oidc_organisation_claim,
    )


@router.get("/login/provider", dependencies=[EVERYBODY])
async def ask(request: Request, back: str = "/") -> Response:
    """Send the browser to the provider."""
    client = _client(request)
    request.scope["session"] = {}  # where authlib keeps state, nonce and verifier; ours is a row in the database
    address = f"{str(request.base_url).rstrip('/')}/login/provider/answer"
    try:
        response: Response = await client.authorize_redirect(request, address)
    except (httpx2.HTTPError, *FAILURES) as error:
        log.warning("the identity provider cannot be asked: %s", type(error).__name__)
        return login_form(request, back, "login-provider-away", status=502)
    with database.session() as session:
        token = login_steps.begin(session, own_path(back), provider=request.scope["session"])
    set_cookie(request, response, STEP, token, STEP_SECONDS)
    return response


@router.get("/login/provider/answer", dependencies=[EVERYBODY])
async def answer(request: Request) -> Response:
    """Check what the provider answers to this browser, and sign the person in."""
    client = _client(request)
    with database.session() as session:
        step = login_steps.find(session, request.cookies.get(STEP, ""))
        if step is None or not step.provider:
            return login_form(request, "/", "login-provider-failed", status=422)
        back, request.scope["session"] = step.back, dict(step.provider)
        login_steps.finish(session, step)
    must = {name: {"essential": True, "value": value} for name, value in _expected().items()}
    try:
        token = await client.authorize_access_token(request, claims_options=must)
        claims = token["userinfo"]
    except httpx2.HTTPError as error:
        log.warning("the identity provider does not answer: %s", type(error).__name__)
        return login_form(request, back, "login-provider-away", status=502)
    except FAILURES as error:
        log.warning("an answer of the identity provider was refused: %s", type(error).__name__)
        return login_form(request, back, "login-provider-failed", status=422)
    with database.session() as session:
        try:
            person = recognise(session, provider(), claims)
        except AccountError as error:
            session.rollback()
            code = "unverified" if error.code == "email" else error.code
            return login_form(request, back, f"login-{code}", status=422)
    return enter(request, person, back)


def _expected() -> dict[str, str]:
    return {"iss": settings().oidc_issuer, "aud": settings().oidc_client_id}


def _client(request: Request) -> Any:
    """The client for the provider, made once per application; not found where no provider is set."""
    one = settings()
    if not one.oidc_issuer:
        raise HTTPException(NOT_FOUND)
    known = request.app.state
    if not hasattr(known, "provider"):
        known.provider = OAuth().register(
            "provider",
            client_id=one.oidc_client_id,
            client_secret=one.oidc_client_secret,
            server_metadata_url=f"{one.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "timeout": TIMEOUT,
                "token_endpoint_auth_method": "client_secret_basic",
            },
        )
    return known.provider
