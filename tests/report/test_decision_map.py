"""A decision map says all that its rule says, marks the path of the answers, and is always legible."""

from itertools import combinations

import pytest

from app.assess.findings import Result
from app.check.cases import answers_of
from app.pack.condition import RuleHolds, TermHolds, leaves
from app.render.measure import text_width
from app.report.decision_map import decision_map
from app.report.map_layout import layout
from app.report.map_sheet import PAGE, SLIDE, WEIGHTS
from app.report.typesetting import wrap

CASES = ("veripol", "sensing-roermond", "zaventem-face-recognition")


def items(item):
    yield item
    for part in item.parts if item.several else ():
        yield from items(part)


def parts_of(pack):
    return [*pack.rules, *pack.terms]


@pytest.fixture(scope="module")
def results(real):
    """Some worked cases in both languages."""
    return [
        Result(pack, answers_of(pack, pack.cases[name])[0], pack.as_of) for pack in map(real.get, real) for name in CASES
    ]


def test_every_question_term_and_rule_of_a_rule_stands_on_its_map(real):
    pack = real.source
    for rule in pack.rules.values():
        conditions = (rule.if_, *(exception.if_ for exception in rule.unless))
        wanted = {
            leaf.term if isinstance(leaf, TermHolds) else leaf.rule if isinstance(leaf, RuleHolds) else leaf.question
            for condition in conditions
            for leaf in leaves(condition)
        }
        drawn = decision_map(pack, rule.id)
        found = {one.id for step in drawn.steps if step.role != "regime" for one in items(step.item) if one.id}
        assert found == wanted, rule.id
        assert [step.end for step in drawn.steps if step.role == "exception"] == [
            f"Exception, the rule does not hold: {exception.because}" for exception in rule.unless
        ]


def test_the_map_reads_like_the_rule(tiny):
    drawn = decision_map(tiny.source, "prediction-prohibited")
    assert [(step.role, step.item.kind, step.down, step.side) for step in drawn.steps] == [
        ("condition", "term", "Yes", "No"),
        ("exception", "question", "No", "Yes"),
        ("regime", "regime", "Yes", "No"),
    ]
    assert drawn.conclusion.label == "Prohibited"
    assert drawn.terms == ("scores-a-person",)
    assert drawn.steps[0].item.parts  # the term is opened for the text beside the drawing


@pytest.mark.parametrize(
    ("answers", "marks", "end"),
    [
        ({"scored": "person", "facts_first": "no", "is_ai": "yes"}, ["yes", "yes", "yes"], "yes"),
        ({"scored": "person", "facts_first": "yes", "is_ai": "yes"}, ["yes", "no", "yes"], "no"),
        ({"scored": "person", "facts_first": "no"}, ["yes", "yes", "open"], "open"),
        ({}, ["open", "open", "open"], "open"),
    ],
)
def test_the_path_is_that_of_the_answers(assess, answers, marks, end):
    result = assess(**answers)
    drawn = decision_map(result.pack, "prediction-prohibited", result)
    assert [step.mark for step in drawn.steps] == marks
    assert drawn.conclusion.mark == end
    boxes = [box for sheet in layout(drawn, PAGE, text_width) for box in sheet.boxes]
    leaves_at = [box for box in boxes if box.kind == "exit" and box.state == "taken"]
    assert len(leaves_at) == (end == "no")
    reached = next(box for box in boxes if box.kind == "conclusion").state
    assert reached == {"yes": "taken", "no": "plain", "open": "open"}[end]


def test_the_steps_lead_where_the_rules_lead(results):
    for result in results:
        for part in parts_of(result.pack):
            drawn = decision_map(result.pack, part, result)
            marks = {step.mark for step in drawn.steps}
            assert drawn.conclusion.mark == ("no" if "no" in marks else "open" if "open" in marks else "yes"), part


def drawings(real, results):
    for pack in map(real.get, real):
        yield from (decision_map(pack, part) for part in parts_of(pack))
    for result in results[:: len(CASES)]:
        yield from (decision_map(result.pack, part, result) for part in parts_of(result.pack))


@pytest.mark.parametrize("paper", [PAGE, SLIDE], ids=["page", "slide"])
def test_nothing_is_cut_and_nothing_overlaps(real, results, paper):
    for drawn in drawings(real, results):
        for sheet in layout(drawn, paper, text_width):
            assert sheet.height <= paper.limit * 1.1, drawn.id
            for box in sheet.boxes:
                assert box.x >= 0 and box.x + box.width <= sheet.width and box.y + box.height <= sheet.height, drawn.id
                for line in box.lines:
                    right = line.x + text_width(line.text, line.size, WEIGHTS[line.style])
                    assert box.x < line.x and right < box.x + box.width, (drawn.id, line.text)
                    assert box.y < line.y - line.size * 0.7 and line.y + line.size * 0.2 < box.y + box.height, drawn.id
                for one, other in zip(box.lines, box.lines[1:], strict=False):
                    assert other.y - one.y >= one.size, (drawn.id, one.text)
            for one, other in combinations(sheet.boxes, 2):
                apart = (
                    one.x + one.width <= other.x
                    or other.x + other.width <= one.x
                    or one.y + one.height <= other.y
                    or other.y + other.height <= one.y
                )
                assert apart, (drawn.id, one.kind, other.kind)
            for line in (line for edge in sheet.edges for line in edge.lines):
                right = line.x + text_width(line.text, line.size, WEIGHTS[line.style])
                for box in sheet.boxes:
                    beside = right <= box.x or box.y + box.height <= line.y - line.size * 0.7 or line.y <= box.y
                    assert beside, (drawn.id, line.text)


def test_parts_of_a_large_map_lead_to_each_other(real):
    sheets = layout(decision_map(real.source, "test-conditions-missing"), PAGE, text_width)
    assert len(sheets) > 1
    for sheet in sheets:
        targets = [box.opens[1] for box in sheet.boxes if box.kind == "connector"]
        wanted = [sheet.number - 1] * (sheet.number > 1) + [sheet.number + 1] * (sheet.number < sheet.of)
        assert targets == [str(number) for number in wanted]


@pytest.mark.parametrize("text", ["", "a", "short words only", "Gegevensbeschermingseffectbeoordeling" * 9, "漢" * 40])
def test_lines_keep_every_letter_and_their_width(text):
    lines = wrap(text, 60, 10, 400, text_width)
    assert "".join(lines).replace("-", "").replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line, 10, 400) <= 60 for line in lines)
