"""Measured text: where lines break, and how much room paragraphs take."""

from collections.abc import Callable, Iterable

Measure = Callable[[str, float, int], float]  # text, size, weight -> width
CAUTION = 0.995  # of the width: lines are broken a little early rather than late


def wrap(text: str, width: float, size: float, weight: int, measure: Measure) -> list[str]:
    """The text in lines that are no wider than the width; a word that is wider is broken."""
    lines: list[str] = []
    line, filled, space = "", 0.0, measure(" ", size, weight)
    for word in text.split():
        wide = measure(word, size, weight)
        if line and filled + space + wide <= width:
            line, filled = f"{line} {word}", filled + space + wide
            continue
        lines += [line] if line else []
        while wide > width and len(word) > 1:
            fits = (n for n in range(len(word) - 1, 1, -1) if measure(f"{word[:n]}-", size, weight) <= width)
            cut = next(fits, 1)
            lines.append(f"{word[:cut]}-")
            word = word[cut:]
            wide = measure(word, size, weight)
        line, filled = word, wide
    return [*lines, line] if line else lines


class Room:
    """What is left of a page."""

    def __init__(self, measure: Measure, width: float, left: float) -> None:
        self.measure, self.width, self.left = measure, width, left

    def height(
        self, text: str, width: float = 0, size: float = 10, leading: float = 13.2, weight: int = 400
    ) -> float:
        """How high a paragraph is; without a width, that of the page."""
        return len(wrap(text, (width or self.width) * CAUTION, size, weight, self.measure)) * leading

    def take(self, height: float) -> None:
        """Use up some of it."""
        self.left -= height

    def fit(self, items: Iterable[str], keep: float, indent: float, gap: float) -> int:
        """Take as many items of a list as leave so much; return how many."""
        count = 0
        for item in items:
            height = self.height(item, self.width - indent) + gap
            if self.left - height < keep:
                break
            self.left -= height
            count += 1
        return count
