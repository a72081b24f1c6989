"""What access to an assessment, or to the trail of an erased one, depends on: read from its row."""

from app.people.access import State, Subject, Viewer, may
from app.store.retention_tables import Erasure
from app.store.tables import Assessment


def subject_of(assessment: Assessment) -> Subject:
    """What access to the assessment depends on."""
    state: State = assessment.state  # type: ignore[assignment]
    return Subject(assessment.organisation_id or "", assessment.visitor, state, assessment.submitted)


def erased_subject(erasure: Erasure) -> Subject:
    """What access to the trail of an erased assessment depends on."""
    state: State = erasure.state  # type: ignore[assignment]
    return Subject(erasure.organisation_id or "", "", state, erasure.submitted)


def may_know(who: Viewer, erasure: Erasure) -> bool:
    """Whether they could read it; of a visitor's draft, which nobody can guess, whoever has its address."""
    return not erasure.organisation_id or may(who, "read", erased_subject(erasure))
