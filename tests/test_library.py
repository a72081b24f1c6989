"""No system of the reports is dropped: each stands in exactly one worked case or card."""

import importlib.util
from pathlib import Path

SCRIPT = Path(__file__).parent.parent / "scripts" / "library.py"
_spec = importlib.util.spec_from_file_location("library", SCRIPT)
library = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(library)

CATALOGUE = {  # how many entries the catalogue has per group
    "BE": 14,
    "DE": 15,
    "FR": 12,
    "ES": 10,
    "NL": 6,
    "IT": 3,
    "UK": 5,
    "EU": 3,
    "XX": 8,
    "INT": 22,
    "FED": 12,
    "PZA": 22,
    "LOC": 11,
    "TEC": 19,
    "PRG": 19,
    "MEN": 11,
    "B": 57,
}


def test_every_entry_of_the_catalogue_stands_in_one_case_or_card(real):
    wanted = {f"{group}-{number:02}" for group, count in CATALOGUE.items() for number in range(1, count + 1)}
    found = library.numbers(real.source)
    assert sorted(wanted - set(found)) == []
    assert sorted(set(found) - wanted) == []
    assert len(found) == len(set(found))


def test_the_page_is_up_to_date(real):
    assert library.PAGE.read_text(encoding="utf-8") == library.page(real.source), "run scripts/library.py"
