"""Write the access table of docs/people.md from app/people/access.py: `python scripts/access_table.py`."""

from pathlib import Path

from app.people.access import ACCESS, STATES

DOCUMENT = Path(__file__).parent.parent / "docs" / "people.md"
BEGIN, END = "<!-- access table: scripts/access_table.py -->", "<!-- end of the access table -->"
WHO = ("visitor", "dpo", "contributor", "controller", "reviewer", "trainer", "administrator")


def table() -> str:
    """Action by role; in each cell the states in which it is allowed."""
    rows = [f"| | {' | '.join(WHO)} |", f"|---|{'---|' * len(WHO)}"]
    for action, granted in ACCESS.items():
        cells = [_states(granted.get(who, frozenset())) for who in WHO]
        rows.append(f"| **{action}** | {' | '.join(cells)} |")
    return "\n".join(rows)


def _states(allowed: frozenset[str]) -> str:
    if len(allowed) == len(STATES):
        return "always"
    if len(allowed) > len(STATES) / 2:
        return f"always but {', '.join(state for state in STATES if state not in allowed)}"
    return ", ".join(state for state in STATES if state in allowed) or "–"


def document() -> str:
    """The document with the present table."""
    text = DOCUMENT.read_text(encoding="utf-8")
    return f"{text.partition(BEGIN)[0]}{BEGIN}\n{table()}\n{END}{text.partition(END)[2]}"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
    print(DOCUMENT)
