"""An assessment to which everything happened that can happen, and the addresses of all of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from itertools import product

from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlmodel import Session, col, select

from app.people.workflow import MOVES
from app.store import database
from app.store.review_tables import Condition, Opinion, OverseerQuestion
from app.store.tables import Assessment
from app.store.together_tables import Comment, EvidenceFile, Task

MARK = "Vossenhol"  # stands in everything that was written, and nowhere else
PDF = f"%PDF-1.7\n{MARK}\n%%EOF\n".encode()
SOON = (date.today() + timedelta(days=30)).isoformat()
RULE, PART, QUESTION, TOPIC = "crime-prediction-prohibited", "crime-prediction-prohibited", "system-name", "purpose"


@dataclass
class Lived:
    """Its address, and the values of each part of a path: by name, or by what stands before it."""

    address: str
    values: dict[str, list[str]] = field(default_factory=dict)

    def paths(self, route: APIRoute) -> Iterator[str]:
        """The real addresses of a route."""
        names = re.findall(r"(\w+)/{(\w+)}", route.path)
        known = [self.values.get(f"{before}/{name}") or self.values[name] for before, name in names]
        for values in product(*known):
            path = route.path
            for (_, name), value in zip(names, values, strict=True):
                path = path.replace(f"{{{name}}}", value)
            yield path


def begun(dpo: TestClient) -> str:
    """A draft with answers, a comment, a task and a file of evidence."""
    address = str(dpo.post("/assessments", follow_redirects=False).headers["location"]).partition("/topics")[0]
    answer(dpo, address, MARK)
    dpo.post(f"{address}/questions/dpo-advice", data={"t.dpo-advice": f"{MARK}, but not yet"})
    dpo.post(f"{address}/comments/{QUESTION}", data={"text": f"@Ali is it {MARK}?"})
    ali = re.search(r'<option value="([^"]+)">Ali', dpo.get(f"{address}/tasks").text)
    assert ali
    dpo.post(f"{address}/tasks", data={"part": f"topic/{TOPIC}", "person": ali[1], "due": SOON})
    dpo.post(f"{address}/evidence/{QUESTION}", files={"file": (f"{MARK}.pdf", PDF)})
    return address


def answer(dpo: TestClient, address: str, name: str) -> None:
    """Give the system a name."""
    form = {f"t.{QUESTION}": name, f"n.{QUESTION}": f"note on {MARK}"}
    assert dpo.post(f"{address}/questions/{QUESTION}", data=form).status_code == 200


def reviewed(dpo: TestClient, chief: TestClient, overseer: TestClient, address: str) -> None:
    """Submit, ask, answer, submit again, give an opinion, decide, take into use."""

    def send(who: TestClient, path: str, **form: str | list[str]) -> None:
        answered = who.post(f"{address}/{path}", data=form, follow_redirects=False)
        assert answered.status_code == 303, (path, answered.status_code)

    send(dpo, "review/submit", note=f"{MARK} is urgent")
    send(overseer, "review/questions", text=f"Why {MARK}?", question=QUESTION)
    with database.session() as session:
        asked = of(session, OverseerQuestion, address)[0]
    send(dpo, f"review/questions/{asked}/reply", text=f"Because of {MARK}")
    answer(dpo, address, f"{MARK} two")
    send(dpo, "review/submit", note=f"{MARK} is urgent")
    send(overseer, "review/opinion", conclusion="conditional", summary=f"{MARK} is fine", points=f"{MARK} by day")
    condition = {"condition-0": f"{MARK} by day", "owner-0": MARK, "deadline-0": SOON}
    decision = {"decision": "approve-with-conditions", "reason": f"{MARK} is needed", "follows": "yes"}
    open_bans = re.findall(r'name="accepted" value="([^"]+)"', chief.get(f"{address}/review/decide").text)
    send(chief, "review/decide", **decision, **condition, accepted=open_bans)
    send(dpo, "review/moves/use", review_on=SOON, note=f"{MARK} begins")


def lived(address: str) -> Lived:
    """The addresses of all that happened to an assessment."""
    name = address.rpartition("/")[2]
    with database.session() as session:
        found = {
            "versions/number": ["1", "2"],
            "opinions/number": of(session, Opinion, address),
            "questions/number": of(session, OverseerQuestion, address),
            "conditions/number": of(session, Condition, address),
            "comment_id": of(session, Comment, address),
            "task_id": of(session, Task, address),
            "file_id": of(session, EvidenceFile, address),
        }
    fixed = {
        "assessment_id": [name],
        "topic_id": [TOPIC],
        "question_id": [QUESTION],
        "place": [QUESTION],
        "sha256": [sha256(PDF).hexdigest()],
        "rule_id": [RULE],
        "part": [PART],
        "seq": ["1"],
        "what": ["settle", "reopen", "withdraw"],
        "move_id": [move.id for move in MOVES],
        "key": ["0" * 64],
        "language": ["en", "nl"],
        "on": [date.today().isoformat()],
        "ending": ["docx", "csv", "json"],
    }
    return Lived(address, fixed | {part: ids or ["1"] for part, ids in found.items()})


def of(session: Session, table: type, address: str) -> list[str]:
    """The ids of the rows of a table about an assessment."""
    wanted = select(table).where(col(table.assessment_id) == address.rpartition("/")[2])  # type: ignore[attr-defined]
    return [str(one.id) for one in session.exec(wanted)]


def in_state(address: str, state: str, **more: object) -> None:
    """Put an assessment into a state, whatever came before."""
    with database.session() as session:
        found = session.get_one(Assessment, address.rpartition("/")[2])
        for name, value in {"state": state, **more}.items():
            setattr(found, name, value)
        session.add(found)
        session.commit()
