"""A mistake in a pack or an answers file, as a sentence with its place."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: file (relative to the pack), line (1-based, 0 if unknown) and what is wrong."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}"


class PackError(Exception):
    """The pack cannot be read. Carries every problem found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))
