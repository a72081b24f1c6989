"""A PDF that is drawn by a worker while the reader waits."""

from fastapi import Request
from fastapi.responses import Response

from app.render.pdf import Drawing
from app.web.pages import page
from app.web.state import state_of


def drawn(request: Request, wanted: Drawing, filename: str) -> Response:
    """The bytes, from the cache where they were drawn before; a page that says so where it fails."""
    jobs = state_of(request).pdf
    key = jobs.submit(wanted)
    jobs.wait(key)
    if jobs.state(key) != "done":
        return page(request, "pages/error.html", {"key": "failed"}, 500)
    headers = {"content-disposition": f'inline; filename="waarborg-{filename}"'}
    return Response(jobs.content(key), media_type="application/pdf", headers=headers)
