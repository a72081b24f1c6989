"""How long it takes to find what would have to change, for every rule of every worked case.

Usage: python benchmarks/flip.py [case ...]. Target: under a second of one processor for the slowest rule.
"""

import sys
from collections import defaultdict
from datetime import date
from time import process_time

from app.assess.findings import Result
from app.assess.flip import flips
from app.check.cases import answers_of
from app.pack.load import load
from app.settings import settings

DAY = date(2026, 11, 25)


def main() -> None:
    """Print the slowest rules, the slowest topics, and how many searches were not complete."""
    pack = load(settings().pack_dir).source
    times: list[tuple[float, str, str, str]] = []
    topics: dict[str, float] = defaultdict(float)
    incomplete, sets = 0, 0
    for name in sys.argv[1:] or list(pack.cases):
        result = Result(pack, answers_of(pack, pack.cases[name])[0], DAY)
        for finding in result.findings:
            for holds in (True, False):
                if finding.status == ("holds" if holds else "does-not-hold"):
                    continue
                start = process_time()
                found = flips(pack, result.answers, result.evaluation, finding.rule, holds)
                spent = process_time() - start
                incomplete += not found.complete
                sets += len(found.sets)
                text = f"{len(found.sets)} sets, searched up to {found.searched}"
                times.append((spent, f"{finding.rule.id} -> {holds} in {name}", text, finding.rule.id))
    for spent, _, _, rule in times:
        topic = pack.topic_of(rule).topic
        topics[topic] = max(topics[topic], spent)
    print(f"{len(times)} searches, {sets} sets, {incomplete} not complete, {sum(t[0] for t in times):.0f} s in all")
    for spent, what, text, _ in sorted(times, reverse=True)[:25]:
        print(f"{1000 * spent:6.0f} ms  {what}: {text}")
    print("slowest per topic:")
    for topic, spent in sorted(topics.items(), key=lambda one: -one[1])[:10]:
        print(f"{1000 * spent:6.0f} ms  {topic}")


if __name__ == "__main__":
    main()
