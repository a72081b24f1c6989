"""What every request and response must satisfy: origin, size, headers. Pure ASGI."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_BODY = 2_000_000  # bytes
LARGER = 21_000_000  # bytes, on paths that take files
TAKES_FILES = re.compile(r"/open|/assessments/[^/]+/evidence/[^/]+")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = [
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
]


class Guard:
    """Refuse unsafe requests from other origins and bodies that are too large; set security headers."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", []))
                known = {name.lower() for name, _ in own}
                own += [(name, value) for name, value in HEADERS if name not in known]
                if b"cache-control" not in known:
                    own.append((b"cache-control", b"no-store"))
                message["headers"] = own
            await send(message)

        if scope["method"] not in SAFE_METHODS and not same_origin(headers):
            await refuse(with_headers, 403, b"This request came from another site and was refused.")
            return
        limit = LARGER if TAKES_FILES.fullmatch(scope["path"]) else MAX_BODY
        body = Body(receive, limit)
        length = headers.get(b"content-length", "0")
        if not length.isdigit() or int(length) > limit:
            await refuse(with_headers, 413, b"The request is too large.")
            return
        await self.app(scope, body, with_headers)


class Body:
    """Receive a body, cut off where it grows larger than allowed."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self.receive, self.size, self.limit = receive, 0, limit

    async def __call__(self) -> Message:
        """The next message of the request."""
        message = await self.receive()
        self.size += len(message.get("body", b""))
        if self.size > self.limit:
            return {"type": "http.disconnect"}
        return message


def same_origin(headers: dict[bytes, str]) -> bool:
    """Whether an unsafe request comes from our own pages or from no page at all (a program)."""
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get(b"origin")
    if origin is not None:
        return urlsplit(origin).netloc == headers.get(b"host")
    return b"cookie" not in headers  # a browser that sends cookies also says where from


async def refuse(send: Send, status: int, text: bytes) -> None:
    """Answer with a plain text."""
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
