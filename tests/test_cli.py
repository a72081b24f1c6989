"""The commands as a user calls them."""

import json

import pytest

from app.cli import main
from tests.conftest import TINY


@pytest.fixture
def run(capsys):
    def call(*arguments):
        status = main([*map(str, arguments), "--pack", str(TINY)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


@pytest.fixture
def answers(tmp_path):
    def write(content):
        path = tmp_path / "answers.yaml"
        path.write_text(content)
        return path

    return write


GOOD = """pack: tiny
language: en
answers:
  is-ai: yes
  scored: person
  facts-first: no
notes:
  facts-first: Three files seen.
"""


def test_assess_prints_the_conclusion_with_its_reasons(run, answers):
    status, out, _ = run("assess", answers(GOOD), "--on", "2026-11-23")
    assert status == 0
    assert "The Act: Prohibited: Scoring people (applies now)" in out
    assert "Rests on: What gets a score? A person" in out


def test_assess_speaks_the_language_that_is_asked_for(run, answers):
    _, out, _ = run("assess", answers(GOOD), "--lang", "nl")
    assert "De wet: Verboden: Mensen scoren" in out


def test_assess_writes_the_evaluation_as_json(run, answers, tmp_path):
    target = tmp_path / "x.json"
    assert run("assess", answers(GOOD), "--on", "2026-11-23", "-o", target)[0] == 0
    data = json.loads(target.read_text())
    found = {finding["id"]: finding for finding in data["findings"]}
    assert found["prediction-prohibited"]["status"] == "holds"
    assert found["prediction-prohibited"]["sources"] == ["act:5"]
    assert found["prediction-prohibited"]["rests_on"] == ["is-ai", "scored", "facts-first"]
    assert data["on"] == "2026-11-23"
    assert {"name", "domains"} <= set(data["open"])
    assert not set(data["open"]) & {"is-ai", "scored", "facts-first"}


BAD = [
    ("pack: tiny\nanswers:\n  is-ai: maybe\n", "answers.yaml:3: is-ai: expected yes, no or not-known, not 'maybe'"),
    ("pack: tiny\nanswers:\n  is-a: yes\n", "answers.yaml:3: is-a: there is no such question"),
    ("pack: tiny\nanswers:\n  override-rate: 200\n", "answers.yaml:3: override-rate: expected at most 100, not 200"),
    ("pack: tiny\nanswers:\n  override-rate: many\n", "answers.yaml:3: override-rate: expected a number, not 'many'"),
    (
        "pack: tiny\nanswers:\n  domains: [police, space]\n",
        "answers.yaml:3: domains: expected some of police, defence, other",
    ),
    (
        "pack: tiny\nanswers:\n  scored: {does-not-apply: x}\n",
        "answers.yaml:3: scored: this question cannot be answered",
    ),
    ("pack: other\nanswers:\n  is-ai: yes\n", "answers.yaml:1: the file is for pack 'other', not 'tiny'"),
    ("pack: tiny\nlanguage: eo\nanswers: {}\n", "answers.yaml:2: the pack has en, nl, not 'eo'"),
    ("pack: tiny\nanswer: {}\n", "answers.yaml:2: unknown field 'answer'"),
    ("- a\n- b\n", "answers.yaml:1: expected a mapping"),
    ("pack: [tiny\n", "answers.yaml:2: not readable as YAML"),
]


@pytest.mark.parametrize(("content", "expected"), BAD, ids=[expected[:50] for _, expected in BAD])
def test_bad_input_is_named_with_its_line_and_nothing_is_written(run, answers, tmp_path, content, expected):
    target = tmp_path / "x.json"
    status, out, err = run("assess", answers(content), "-o", target)
    assert (status, out) == (2, "")
    assert expected in err
    assert not target.exists()


def test_a_missing_file_and_an_unknown_format_are_said(run, answers, tmp_path):
    assert run("assess", tmp_path / "none.yaml")[0] == 2
    status, _, err = run("assess", answers(GOOD), "-o", tmp_path / "x.xyz")
    assert status == 2
    assert ".json" in err


def test_a_date_before_the_law_of_the_pack_is_refused(run, answers):
    status, _, err = run("assess", answers(GOOD), "--on", "2020-01-01")
    assert status == 2
    assert "2026-01-01" in err


def test_questions_and_rules_are_listed_as_json(run):
    questions = {row["id"]: row for row in json.loads(run("questions", "--json")[1])}
    assert questions["reaches-person"]["when"] == {"scored": "place"}
    assert questions["scored"]["texts"]["nl"]["options"]["person"] == "Een persoon"
    rules = {row["id"]: row for row in json.loads(run("rules", "--json")[1])}
    assert rules["prediction-high-risk"]["applies"] == {"from": "2027-12-02", "until": None, "status": "applies"}
    assert rules["human-claim"]["applies"]["status"] == "contested"


def test_cases_come_out_as_expected(run):
    status, out, _ = run("cases")
    assert status == 0
    assert "Tiny case" in out


def test_handout_writes_a_case_as_pdf_or_says_what_is_wrong(run, tmp_path):
    target = tmp_path / "x.pdf"
    status, out, _ = run("handout", "tiny-case", "--lang", "nl", "--on", "2026-11-23", "-o", target)
    assert (status, out.strip()) == (0, str(target))
    assert target.read_bytes().startswith(b"%PDF")
    assert run("handout", "tiny-cas", "-o", target)[2].startswith("there is no case 'tiny-cas'")
    assert run("handout", "tiny-case", "--lang", "xx", "-o", target)[0] == 2
    assert "No such file" in run("handout", "tiny-case", "-o", tmp_path / "no" / "x.pdf")[2]
