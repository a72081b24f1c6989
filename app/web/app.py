"""The application: packs, PDF workers, routes and error pages."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from app.pack.load import load
from app.render.jobs import PdfJobs
from app.settings import settings
from app.store.answer_log import NotFound
from app.store.packs import PackArchive
from app.web import (
    account,
    api,
    assessment,
    cases,
    change,
    comments,
    compare,
    decide,
    erased,
    evidence,
    exercise,
    gallery,
    handouts,
    history,
    inbox,
    invitation,
    join,
    mail,
    maps,
    members,
    notices,
    opening,
    own_account,
    pack,
    portfolio,
    presence,
    provider,
    report,
    retention,
    review,
    second_factor,
    start,
    tasks,
    train,
    versions,
    what_if,
)
from app.web.access import SEE_OTHER, Erased, SignInFirst
from app.web.pages import STATIC, page, today
from app.web.security import Guard
from app.web.smtp import check_settings
from app.web.state import State

log = logging.getLogger("waarborg")
JOURNEYS = (
    start,
    account,
    own_account,
    second_factor,
    provider,
    members,
    invitation,
    retention,
    opening,
    gallery,
    cases,
    handouts,
    maps,
    assessment,
    change,
    history,
    comments,
    evidence,
    tasks,
    presence,
    what_if,
    pack,
    report,
    review,
    versions,
    compare,
    decide,
    inbox,
    portfolio,
    notices,
    train,
    exercise,
    join,
    api,
)


def create_app(prepare: bool = False) -> FastAPI:
    """The application, ready to serve; the database must have the present schema.

    `prepare` evaluates the worked cases in the background from the start, so that nobody waits for it.
    """
    app = FastAPI(title="Waarborg", docs_url=None, redoc_url=None, openapi_url="/openapi.json", lifespan=_lifespan)
    app.add_middleware(Guard)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for journey in JOURNEYS:
        app.include_router(journey.router)
    app.add_exception_handler(NotFound, _not_found)
    app.add_exception_handler(Erased, erased.told)
    app.add_exception_handler(SignInFirst, _sign_in_first)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _failed)
    app.state.prepare = prepare
    provider.provider()  # refuse to start with settings that contradict themselves
    check_settings()
    return app


def served() -> FastAPI:
    """The application as `waarborg serve` runs it."""
    return create_app(prepare=True)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    jobs = PdfJobs(settings().data_dir / "reports")
    archive = PackArchive(settings().data_dir / "packs")
    archive.keep(settings().pack_dir)
    app.state.waarborg = State(load(settings().pack_dir), jobs, archive)
    if app.state.prepare:
        Thread(target=app.state.waarborg.prepare, args=(today(),), daemon=True).start()
    again = (exercise.tidy(), retention.keep_clean(), mail.send_mail(list(app.state.waarborg.packs)))
    working = [asyncio.create_task(one) for one in again]
    yield
    for task in working:
        task.cancel()
    jobs.close()


def _not_found(request: Request, _error: Exception) -> Response:
    return _error_page(request, 404)


def _sign_in_first(request: Request, _error: Exception) -> Response:
    if request.method != "GET":
        return _error_page(request, 403)
    return RedirectResponse(f"/login?{urlencode({'back': request.url.path})}", SEE_OTHER)


def _refused(request: Request, error: Exception) -> Response:
    return _error_page(request, error.status_code if isinstance(error, HTTPException) else 500)


def _invalid(request: Request, error: Exception) -> Response:
    details = error.errors() if isinstance(error, RequestValidationError) else []
    if request.url.path.startswith("/api/"):
        lines = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in details]
        return JSONResponse({"errors": lines}, status_code=422)
    return _error_page(request, 422)


def _failed(request: Request, error: Exception) -> Response:
    log.error("%s in %s %s", type(error).__name__, request.method, request.scope.get("route"), exc_info=error)
    return _error_page(request, 500)


def _error_page(request: Request, status: int) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"errors": [f"HTTP {status}"]}, status_code=status)
    key = {403: "forbidden", 404: "not-found", 422: "unusable", 405: "unusable"}.get(status, "failed")
    return page(request, "pages/error.html", {"key": key}, status)
