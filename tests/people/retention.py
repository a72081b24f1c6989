"""An assessment with something in every place that takes text, for tests of erasing."""

from datetime import date, timedelta

from app.assess.answers import parse_answers
from app.assess.findings import Result
from app.people import review, versions
from app.people.bans import open_bans
from app.people.decide import NewCondition, Ruling, decide, opine
from app.people.workflow import BY_ID
from app.store import answer_log, comments, database, evidence, tasks
from app.store.answer_log import Change, Owner
from app.store.mail_tables import Outgoing
from app.store.rows import rows_of, tables_of
from app.store.tables import Membership, Organisation, Person
from app.store.together_tables import EvidenceFile

TODAY = date.today()
MARK = "Geheim9731"
ROLES = {"dpo": ("a", "dpo"), "ali": ("a", "contributor"), "chief": ("a", "controller"), "rik": ("o", "reviewer")}


def add_organisations(session):
    """A zone with a DPO, a contributor and a chief, and an oversight body with a reviewer."""
    session.add_all([Organisation(id="a", name="Zone A", kind="police"), Organisation(id="o", name="COC", kind="oversight")])
    session.add_all(Person(id=name, email=f"{name}@a.example", name=name) for name in ROLES)
    session.flush()
    session.add_all(Membership(person_id=name, organisation_id=place, role=role) for name, (place, role) in ROLES.items())
    session.commit()


def draft(session, pack, owner):
    """A draft with answers, a comment that mentions somebody, a task and a file; returns its id."""
    changes = [Change("system-name", MARK), Change("aim", f"{MARK} aim", f"{MARK} note", f"{MARK} source")]
    made = answer_log.create(session, pack.pack, pack.identity, "en", changes, owner).id
    answer_log.append(session, made, [Change("dpo-advice", f"{MARK} advice"), Change("aim", f"{MARK} again")], "dpo")
    said = comments.say(session, made, "aim", "dpo", f"{MARK} comment", mentioned=["ali"])
    comments.say(session, made, "aim", "ali", f"{MARK} answer", thread=said.id)
    tasks.assign(session, made, "section/project", "ali", TODAY, "dpo")
    add_file(session, made, f"{MARK} file")
    return made


def add_file(session, assessment, content):
    """A file as evidence of an answer."""
    row = EvidenceFile(
        assessment_id=assessment, organisation_id="a", question="aim", name=f"{MARK}.txt", media_type="text/plain",
        sha256="", size=0, by="dpo",
    )  # fmt: skip
    return evidence.add(session, row, content.encode())


def result_of(session, pack, assessment):
    """What follows from its answers today."""
    written = answer_log.as_written(answer_log.present(session, assessment))
    return Result(pack, parse_answers(pack, written)[0], TODAY)


def reviewed(session, pack, end="withdraw"):
    """An assessment that went all the way, was approved under a condition, and was withdrawn; returns its id."""
    made = draft(session, pack, Owner("a"))

    def step(act):
        act()
        session.commit()

    step(lambda: review.submit(session, made, result_of(session, pack, made), "dpo", f"{MARK} submitted"))
    step(lambda: review.ask(session, made, "aim", f"{MARK} question", "rik"))
    [(asked, _)] = review.questions_of(session, made)
    step(lambda: review.reply(session, made, asked, f"{MARK} reply", "dpo"))
    step(lambda: opine(session, made, ("rik", "o"), "en", "conditional", f"{MARK} summary", [f"{MARK} point"]))
    wanted = [NewCondition(f"{MARK} condition", f"{MARK} owner", (TODAY + timedelta(9)).isoformat())]
    result = result_of(session, pack, made)
    accepted = frozenset(one.id for one in open_bans([result]))
    ruling = Ruling("approve-with-conditions", f"{MARK} reason", f"{MARK} departs", wanted, accepted)
    step(lambda: decide(session, made, [result], "chief", ruling))
    for version in versions.versions_of(session, made):
        versions.keep_pdf(version, f"%PDF {MARK}".encode())
    step(lambda: session.add(Outgoing(what="submit", person_id="rik", assessment_id=made, error=f"{MARK} refused")))
    occasion = "day" if end == "review" else ""
    step(lambda: review.move(session, made, BY_ID[end], "dpo", f"{MARK} ended", occasion=occasion))
    return made


def where_marked(folder):
    """Tables and files in which the mark still stands."""
    with database.engine().connect() as connection:
        found = [table.name for table in tables_of(connection) if any(MARK in row for row in rows_of(connection, table))]
    found += [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and _in(path)]
    return found


def _in(path):
    return MARK.encode() in path.read_bytes() or MARK in path.name
