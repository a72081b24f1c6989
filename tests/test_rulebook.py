"""Every row of the legal rulebook is answered by parts of the pack that exist, or says why it is left out."""

import importlib.util
from pathlib import Path

SCRIPT = Path(__file__).parent.parent / "scripts" / "rulebook.py"
_spec = importlib.util.spec_from_file_location("rulebook", SCRIPT)
rulebook = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(rulebook)

ROWS = {
    "L0-1",
    "L28-2",
    "L39-1",
    "AIA-D-5",
    "AIA-P4",
    "G-8",
    "WP248",
    "D7",
    "BE-5",
    *(f"LH{number:02}" for number in range(1, 33)),
    *(f"CL-{number}" for number in range(1, 13)),
}


def test_every_part_that_a_row_names_exists(real):
    assert rulebook.unknown(real.source) == []


def test_every_row_has_parts_or_a_reason_to_be_left_out():
    rows = rulebook.rows()
    assert rows.keys() >= ROWS
    assert [row for row, entry in rows.items() if not entry.get("parts") and not entry.get("left-out")] == []


def test_the_page_is_up_to_date(real):
    assert (rulebook.DOCS / "rulebook.md").read_text(encoding="utf-8") == rulebook.page(real.source), (
        "run scripts/rulebook.py"
    )
