"""What must be true of every evaluation, whatever the answers."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from app.assess.answers import NOT_KNOWN, Answer, Answers, DoesNotApply, Table
from app.assess.evaluation import Evaluation
from app.assess.explain import explain
from app.assess.findings import Result
from app.pack.load import load
from tests.conftest import TINY, TODAY

PACK = load(TINY).source


def tables(question):
    """Tables of at most three rows, some of whose cells are empty."""
    cells = {column.id: values(column) for column in getattr(question, "columns", ())}
    return st.lists(st.fixed_dictionaries({}, optional=cells), max_size=3).map(lambda rows: Table(tuple(rows)))


def values(question):
    known = {
        "yes-no": st.sampled_from(["yes", "no"]),
        "one-of": st.sampled_from(sorted(question.options)),
        "several-of": st.sets(st.sampled_from(sorted(question.options) or ["-"])).map(lambda some: tuple(sorted(some))),
        "number": st.integers(0, 100).map(float),
        "date": st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(date.isoformat),
        "text": st.just("text"),
        "table": tables(question),
    }[question.kind]
    return known | st.just(DoesNotApply("a reason")) if question.does_not_apply else known


@st.composite
def answers(draw, unknown=True):
    found = {}
    for question in PACK.questions.values():
        choice = draw(values(question) | (st.none() | st.just(NOT_KNOWN) if unknown else st.nothing()))
        if choice is not None:
            found[question.id] = Answer(choice)
    return Answers(found)


@settings(max_examples=400, deadline=None)
@given(answers(), answers(unknown=False))
def test_filling_in_an_unknown_answer_never_flips_a_settled_result(some, more):
    filled = Answers({**more, **{name: answer for name, answer in some.items() if answer.value != NOT_KNOWN}})
    before, after = Evaluation(PACK, some, TODAY), Evaluation(PACK, filled, TODAY)
    for rule in PACK.rules:
        if before.rule(rule) is not None:
            assert after.rule(rule) is before.rule(rule), rule


@settings(max_examples=400, deadline=None)
@given(answers(), answers(unknown=False))
def test_answers_to_hidden_questions_never_matter(some, other):
    result = Result(PACK, some, TODAY)
    hidden = {name: other[name] for name in other if not result.evaluation.shown(name)}
    changed = Result(PACK, Answers({**some, **hidden}), TODAY)
    assert [(f.status, f.rests_on, f.open_questions) for f in changed.findings] == [
        (f.status, f.rests_on, f.open_questions) for f in result.findings
    ]
    assert changed.progress == result.progress


@settings(max_examples=400, deadline=None)
@given(answers())
def test_compiled_and_explained_evaluation_agree(some):
    evaluation = Evaluation(PACK, some, TODAY)
    for rule in PACK.rules.values():
        assert explain(evaluation, rule).truth is evaluation.rule(rule.id), rule.id


@settings(max_examples=300, deadline=None)
@given(answers(), answers(unknown=False))
def test_only_the_named_open_questions_can_settle_an_open_rule(some, more):
    before = Result(PACK, some, TODAY)
    for finding in before.open:
        rest = {name: answer for name, answer in more.items() if name not in finding.open_questions}
        known = {name: answer for name, answer in some.items() if answer.value != NOT_KNOWN}
        after = Result(PACK, Answers({**rest, **known}), TODAY)
        assert after.finding(finding.rule.id).status == "open"


@settings(max_examples=300, deadline=None)
@given(answers(), answers(unknown=False))
def test_a_settled_rule_rests_on_what_it_names_and_nothing_else(some, other):
    result = Result(PACK, some, TODAY)
    for finding in result.findings:
        if not finding.open:
            kept = {name: some[name] for name in finding.rests_on}
            alone = Result(PACK, Answers(kept), TODAY).finding(finding.rule.id)
            changed = Result(PACK, Answers({**other, **kept}), TODAY).finding(finding.rule.id)
            assert alone.status == finding.status
            assert changed.status == finding.status
