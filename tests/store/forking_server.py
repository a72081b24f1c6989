"""The service, begun anew in a moment: one process prepares everything once and forks; each fork serves until it is killed.

What a start takes (imports, the pack, compiled pages) is done before the fork; what belongs to a running service (database
connections, threads) begins after it. The socket stays open from one fork to the next, as it does under systemd.
"""

import os
import socket

import anyio
import uvicorn
from sqlalchemy.orm import configure_mappers

from app.pack.load import load
from app.settings import settings
from app.store import database
from app.web import app as web
from app.web.pages import environment


def prepared() -> uvicorn.Config:
    """The service, ready to serve."""
    packs = load(settings().pack_dir)
    web.load = lambda _folder: packs
    for page in environment().list_templates(["html"]):
        environment().get_template(page)
    anyio.run(anyio.sleep, 0)  # imports the event loop that it runs on
    configure_mappers()
    database.engine()  # reads the driver; connects to nothing
    app = web.create_app()
    for route in app.routes:  # FastAPI builds them when they are first asked
        route.matches({"type": "http", "method": "GET", "path": "/nowhere", "root_path": "", "headers": []})
    config = uvicorn.Config(app, log_level="warning")
    config.load()
    return config


if __name__ == "__main__":
    config = prepared()
    with socket.create_server(("127.0.0.1", 0), backlog=64) as door:
        print(door.getsockname()[1], flush=True)
        while True:
            serving = os.fork()
            if not serving:
                uvicorn.Server(config).run(sockets=[door])
                os._exit(0)
            print(serving, flush=True)
            os.waitpid(serving, 0)
