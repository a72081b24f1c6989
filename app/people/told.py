"""What a report is told of the review of an assessment, by whom it may be read."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.pack.model import Pack
from app.people.bans import titles
from app.people.names import Known, known
from app.people.review import Story, story
from app.report.review import NO_REVIEW, Asked, Condition, Decision, Opinion, Reply, Review, Step, Who
from app.settings import settings
from app.store.answer_log import find


def told(session: Session, assessment_id: str, submitted_only: bool, pack: Pack) -> Review:
    """The review so far; for an overseer about the versions that they got. Questions in the words of the pack."""
    assessment, so_far = find(session, assessment_id), story(session, assessment_id, submitted_only)
    if not so_far.steps:
        return NO_REVIEW
    people = known(session, _people(so_far), assessment.organisation_id or "")

    def who(person: str) -> Who:
        return _who(people, person)

    return Review(
        state=assessment.state,
        asked=tuple(
            Asked(
                one.version,
                pack.questions[one.question].ask if one.question in pack.questions else "",
                one.text,
                who(one.by),
                _day(one.at),
                tuple(Reply(row.text, who(row.by), _day(row.at)) for row in replies),
            )
            for one, replies in so_far.asked
        ),
        opinions=tuple(
            Opinion(one.version, one.language, one.conclusion, one.summary, (*one.points,), who(one.by), _day(one.at))
            for one in so_far.opinions
        ),
        decisions=tuple(
            Decision(
                one.version,
                one.decision,
                one.reason,
                one.advice,
                one.departs,
                who(one.by),
                _day(one.at),
                titles(pack, one.accepted),
            )
            for one in so_far.decisions
        ),
        conditions=tuple(
            Condition(one.text, one.owner, one.deadline, one.met, one.evidence) for one in so_far.conditions
        ),
        steps=tuple(
            Step(one.move, one.from_state, one.to_state, one.version, who(one.by), _day(one.at), one.occasion)
            for one in so_far.steps
        ),
        review_on=so_far.review_on,
    )


def _people(so_far: Story) -> set[str]:
    asked = {one.by for one, _ in so_far.asked} | {row.by for _, replies in so_far.asked for row in replies}
    decided = {one.by for one in so_far.opinions} | {one.by for one in so_far.decisions}
    return asked | decided | {one.by for one in so_far.steps}


def _who(people: Mapping[str, Known], person: str) -> Who:
    found = people.get(person, Known())
    return Who(found.name, found.role or "", found.organisation_name)


def _day(moment: datetime) -> date:
    """The day in the time zone of the service."""
    return moment.astimezone(ZoneInfo(settings().time_zone)).date()
