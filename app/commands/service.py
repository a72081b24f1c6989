"""Commands that run the service."""

import argparse
from typing import Any

from app.commands import Refused
from app.settings import settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def serve(options: argparse.Namespace) -> int:
    """Serve the wizard."""
    import uvicorn

    from app.commands.memory import ready

    ready()
    _welcome(options.host in LOOPBACK)
    print(f"Waarborg: http://{options.host}:{options.port}", flush=True)
    uvicorn.run(
        "app.web.app:served",
        factory=True,
        host=options.host,
        port=options.port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=3,  # seconds: streams of exercises stay open for ever
    )
    return 0


def _welcome(only_here: bool) -> None:
    """Make people for trying out where only this machine can reach them; in production refuse to start with them."""
    from app.people.demo import PASSWORD, WORK, add_demo_people, demo_people
    from app.store import database

    with database.session() as session:
        if settings().production:
            if demo_people(session):
                raise Refused("WAARBORG_PRODUCTION is set, but the database has people for trying out")
        elif only_here and add_demo_people(session):
            print(f"People for trying out, password “{PASSWORD}”:")
            for person in demo_people(session):
                where, roles = WORK[person.email]
                print(f"  {person.email:<28} {person.name}: {', '.join(roles)} of {where}")


def migrate_database(options: argparse.Namespace) -> int:
    """Bring the database to the present schema."""
    from app.commands.memory import ready

    ready()
    print("The database has the present schema.")
    return 0


def register(commands: Any) -> None:
    """Add the commands to the parser."""
    sub = commands.add_parser("serve", help="serve the wizard")
    sub.set_defaults(run=serve)
    sub.add_argument("--host", default="127.0.0.1")
    sub.add_argument("--port", type=int, default=8000)
    sub = commands.add_parser("migrate", help="bring the database to the present schema")
    sub.set_defaults(run=migrate_database)
