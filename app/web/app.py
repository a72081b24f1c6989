"""The application: packs, PDF workers, routes and error pages."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from app.pack.load import load
from app.render.jobs import PdfJobs
from app.settings import settings
from app.store.answer_log import NotFound
from app.store.packs import PackArchive
from app.web import api, assessment, cases, opening, pack, report, start
from app.web.pages import STATIC, page
from app.web.security import Guard
from app.web.state import State

log = logging.getLogger("waarborg")


def create_app() -> FastAPI:
    """The application, ready to serve; the database must have the present schema."""
    app = FastAPI(title="Waarborg", docs_url=None, redoc_url=None, openapi_url="/openapi.json", lifespan=_lifespan)
    app.add_middleware(Guard)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for journey in (start, opening, cases, assessment, pack, report, api):
        app.include_router(journey.router)
    app.add_exception_handler(NotFound, _not_found)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _failed)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    jobs = PdfJobs(settings().data_dir / "reports")
    archive = PackArchive(settings().data_dir / "packs")
    archive.keep(settings().pack_dir)
    app.state.waarborg = State(load(settings().pack_dir), jobs, archive)
    yield
    jobs.close()


def _not_found(request: Request, _error: Exception) -> Response:
    return _error_page(request, 404)


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
    key = {404: "not-found", 422: "unusable", 405: "unusable"}.get(status, "failed")
    return page(request, "pages/error.html", {"key": key}, status)
