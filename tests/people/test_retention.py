"""What is erased is gone from every table and file; its trail stays, and nothing else can be erased."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select as select_rows
from sqlalchemy.exc import DatabaseError
from sqlmodel import SQLModel, select

from app.people import retention, review
from app.people.retention import RetentionError
from app.people.workflow import BY_ID
from app.store import answer_log, database, evidence
from app.store.answer_log import Change, Owner
from app.store.audit import audit
from app.store.backup import backup, restore
from app.store.erasing import TRAIL, belongs, erasures
from app.store.retention_tables import Erasure, RetentionPolicy
from app.store.review_tables import Notice, Version
from app.store.tables import Assessment, now
from app.store.together_tables import EvidenceFile
from app.store.trail import against, trail
from tests.people.retention import MARK, TODAY, add_file, add_organisations, draft, reviewed, where_marked

LATER = TODAY + timedelta(days=366 * 6)


@pytest.fixture
def session(each_database):
    with database.session() as one:
        add_organisations(one)
        yield one


def keep_for(session, years, keep_title=False):
    retention.set_policy(session, "a", str(years), keep_title, "chief")


def rows_by_table(session, assessment):
    """How many rows of each table belong to an assessment."""
    found = {}
    for table in SQLModel.metadata.sorted_tables:
        mine = belongs(table, assessment)
        if mine is not None and table.name != "erasure":
            found[table.name] = len(session.connection().execute(select_rows(table).where(mine)).all())
    session.rollback()
    return found


def states(session):
    return [found for _, _, found in audit(session)]


def test_of_a_deleted_draft_nothing_stays_but_that_it_was_deleted(session, real, each_database):
    made = draft(session, real.source, Owner("a"))
    earlier = list(trail(session))
    retention.delete(session, made, "dpo")
    assert where_marked(each_database) == []
    assert set(rows_by_table(session, made).values()) == {0}
    [erasure] = session.exec(select(Erasure)).all()
    assert (erasure.assessment_id, erasure.reason, erasure.by, erasure.entries) == (made, "deleted", "dpo", 4)
    assert states(session) == [None]
    assert against(session, earlier) == []


def test_the_policy_erases_every_text_and_leaves_the_trail(session, real, each_database):
    made = reviewed(session, real.source)
    reports = each_database / "reports"
    reports.mkdir()
    (reports / f"{'0' * 64}.pdf").write_text(MARK)
    before, earlier = rows_by_table(session, made), list(trail(session))
    assert all(before.values()), "this test fills every table that an assessment has rows in"
    keep_for(session, 5)
    assert [row.assessment for row in retention.erase_due(session, LATER)] == [made]
    assert where_marked(each_database) == []
    after = rows_by_table(session, made)
    told = after.pop("notice")
    assert after == {name: number if name in TRAIL else 0 for name, number in before.items() if name != "notice"}
    assert told == 3 and {one.move for one in session.exec(select(Notice))} == {"erase"}
    steps = review.transitions_of(session, made)
    assert [(one.move, one.by) for one in steps][-2:] == [("approve-with-conditions", "chief"), ("withdraw", "dpo")]
    assert [(one.conclusion, one.points) for one in review.opinions_of(session, made)] == [("conditional", [])]
    assert states(session) == [None]
    assert against(session, earlier) == []
    assert against(session, list(trail(session))) == []


def test_the_trail_keeps_the_title_where_the_policy_says_so(session, real):
    made = reviewed(session, real.source)
    keep_for(session, 1, keep_title=True)
    retention.erase_due(session, LATER)
    assert erasures(session)[made].title == MARK


def test_what_others_need_stays(session, real, each_database):
    """The same bytes and the same report belong to two assessments."""
    made, other = draft(session, real.source, Owner("a")), reviewed(session, real.source)
    shared = add_file(session, other, f"{MARK} file")
    retention.delete(session, made, "dpo")
    assert evidence.path_of(shared).read_text() == f"{MARK} file"
    third = reviewed(session, real.source)
    documents = {one.document for one in session.exec(select(Version).where(Version.assessment_id == third))}
    session.rollback()
    keep_for(session, 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retention, "due", lambda *_: [retention.due_of(session, session.get(Assessment, other))])
        retention.erase_due(session, LATER)
    assert set(erasures(session)) == {made, other}
    assert all((each_database / "versions" / f"{one}.html").exists() for one in documents)


@pytest.mark.parametrize("end", ["withdraw", "review"])
def test_only_what_ended_is_due_and_not_before_its_years_have_passed(session, real, end):
    made = reviewed(session, real.source, end)
    assert retention.due(session, LATER) == []
    keep_for(session, 5)
    day = retention.years_after(TODAY, 5)
    due = [(row.assessment, row.on) for row in retention.due(session, LATER)]
    assert due == ([(made, day)] if end == "withdraw" else [])
    assert retention.erase_due(session, day - timedelta(days=1)) == []
    assert [row.assessment for row in retention.erase_due(session, day)] == ([made] if end == "withdraw" else [])
    assert retention.erase_due(session, LATER) == []


def test_a_new_policy_waits_a_month_before_it_erases_anything(session, real):
    made = reviewed(session, real.source)
    session.add(RetentionPolicy(organisation_id="a", years=50, by="chief"))
    session.commit()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retention, "years_after", lambda day, years: day - timedelta(days=400))
        keep_for(session, 1)
        assert [(row.assessment, row.on) for row in retention.due(session, LATER)] == [(made, TODAY + timedelta(days=30))]


def test_a_policy_is_recorded_and_an_unchanged_one_is_not(session):
    keep_for(session, 5)
    keep_for(session, 5)
    keep_for(session, "", keep_title=True)
    assert [(one.years, one.keep_title, one.by) for one in retention.policies(session, "a")] == [
        (None, True, "chief"),
        (5, False, "chief"),
    ]


@pytest.mark.parametrize("years", ["0", "-1", "101", "five", "1.5", "²"])
def test_years_that_make_no_sense_are_refused(session, years):
    with pytest.raises(RetentionError):
        keep_for(session, years)


@pytest.mark.parametrize("moves", [("review-internally",), ("review-internally", "back-to-draft"), ("withdraw",)])
def test_a_draft_that_somebody_else_has_seen_is_not_deleted(session, real, moves):
    made = draft(session, real.source, Owner("a"))
    for name in moves:
        review.move(session, made, BY_ID[name], "dpo", "because")
        session.commit()
    with pytest.raises(RetentionError):
        retention.delete(session, made, "dpo")
    assert answer_log.present(session, made)["system-name"].value == MARK


def test_a_visitors_draft_goes_ninety_days_after_its_last_change(session, real):
    left, worked_on = (draft(session, real.source, Owner(visitor="v")) for _ in range(2))
    nobodys = draft(session, real.source, Owner())
    day = TODAY + timedelta(days=90)
    assert retention.erase_due(session, day - timedelta(days=1)) == []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answer_log, "now", lambda: now() + timedelta(days=3))
        answer_log.append(session, worked_on, [Change("aim", "more")])
    assert [(row.assessment, row.reason) for row in retention.erase_due(session, day)] == [(left, "visitor-draft")]
    assert {one.id for one in session.exec(select(Assessment))} == {worked_on, nobodys}
    assert erasures(session)[left].organisation_id is None


def test_the_last_of_february_has_its_day_in_every_year():
    assert retention.years_after(date(2024, 2, 29), 1) == date(2025, 2, 28)


def test_uploads_to_what_was_erased_are_refused_and_leave_nothing(session, real, each_database):
    made = draft(session, real.source, Owner("a"))
    retention.delete(session, made, "dpo")
    with pytest.raises(answer_log.NotFound):
        add_file(session, made, MARK)
    session.rollback()
    assert where_marked(each_database) == [] and session.exec(select(EvidenceFile)).all() == []


# -- the triggers ----------------------------------------------------------------------------------------

BLANKED = [
    ("answer_entry", "note = 'x'"),
    ("answer_entry", '"by" = \'somebody\''),
    ("transition", "move = 'approve'"),
    ("version", "digest = 'x'"),
    ("reply", "text = 'x'"),
    ("decision", "decision = 'approve'"),
    ("opinion", "conclusion = 'favourable'"),
    ("erasure", "reason = 'deleted'"),
    ("retention_policy", "years = 1"),
]


def refused(session, statement):
    with pytest.raises(DatabaseError, match=r"append-only|only moves on"), database.engine().begin() as connection:
        connection.exec_driver_sql(statement)
    return True


@pytest.mark.parametrize("erased", [False, True])
def test_what_stays_cannot_be_changed_or_deleted(session, real, erased):
    reviewed(session, real.source)
    keep_for(session, 1)
    if erased:
        retention.erase_due(session, LATER)
    else:
        session.add(Erasure(assessment_id="other", reason="retention", state="withdrawn", entries=0, digest="0"))
        session.commit()
        assert refused(session, "UPDATE transition SET note = ''")
    for table, change in BLANKED:
        assert refused(session, f"UPDATE {table} SET {change}")
    for table in (*TRAIL, "erasure", "retention_policy"):
        assert table == "assessment" or refused(session, f"DELETE FROM {table}")


# -- the audit -------------------------------------------------------------------------------------------

TAMPERED = {
    "UPDATE answer_entry SET \"by\" = 'nobody' WHERE seq = 3": "changed",
    "UPDATE answer_entry SET note = 'never said' WHERE seq = 2": "changed",
    "UPDATE answer_entry SET digest = before WHERE seq = 2": "missing",
    "DELETE FROM answer_entry WHERE seq = 4": "missing",
    "UPDATE log_head SET seq = 99": "missing",
}


@pytest.fixture
def erased(session, real):
    made = reviewed(session, real.source)
    keep_for(session, 1)
    retention.erase_due(session, LATER)
    return made


@pytest.mark.parametrize("statement", TAMPERED)
def test_the_audit_still_finds_who_tampers_with_what_stayed(session, erased, statement):
    tamper(session, statement)
    [found] = states(session)
    assert (found.assessment, found.wrong) == (erased, TAMPERED[statement])


def test_a_backup_brings_the_trail_back_without_what_was_erased(session, erased, each_database, tmp_path):
    backup(tmp_path / "after.zip")
    session.rollback()
    restore(tmp_path / "after.zip", replace=True)
    assert states(session) == [None]
    (tmp_path / "after.zip").unlink()
    assert where_marked(each_database) == []
    assert refused(session, "UPDATE answer_entry SET note = 'x'")


def test_an_erasure_that_vanishes_or_changes_is_found_against_an_earlier_trail(session, erased):
    earlier = list(trail(session))
    tamper(session, "UPDATE erasure SET reason = 'deleted'")
    assert [one.assessment for one in against(session, earlier)] == [erased]
    assert [found.wrong for found in states(session)] == ["inserted"]


def test_a_log_that_was_exchanged_before_it_was_erased_is_found(session, real):
    made = draft(session, real.source, Owner("a"))
    earlier = list(trail(session))
    tamper(session, f"UPDATE answer_entry SET digest = '{'0' * 64}' WHERE seq = 4")
    retention.delete(session, made, "dpo")
    assert [one.wrong for one in against(session, earlier)] == ["changed"]


def tamper(session, statement):
    """As somebody would who first drops the triggers."""
    session.rollback()
    with database.engine().begin() as connection:
        for table, action in (("answer_entry", "update"), ("answer_entry", "delete"), ("erasure", "update")):
            on = "" if database.is_sqlite(connection) else f" ON {table}"
            connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{action}{on}")
        connection.exec_driver_sql(statement)
    session.expire_all()
