"""Whether pages stay quick while a report is drawn: the slowest of a hundred requests, before and meanwhile.

Usage: python benchmarks/responsive.py ADDRESS, of a running service. Target: p99 within twice that of a quiet service.
"""

import re
import sys
from collections.abc import Callable
from statistics import quantiles
from time import perf_counter

import httpx2 as httpx

ROUNDS = 150


def p99(client: httpx.Client, address: str, going: Callable[[int], bool]) -> float:
    """The 99th percentile in milliseconds of requests for the page, one after another."""
    times: list[float] = []
    while going(len(times)):
        start = perf_counter()
        client.get(address).raise_for_status()
        times.append(1000 * (perf_counter() - start))
    return quantiles(times, n=100)[98]


def main() -> None:
    """Print both percentiles."""
    own = {"origin": sys.argv[1]}  # whoever sends cookies must say where from
    with httpx.Client(base_url=sys.argv[1], headers=own, follow_redirects=True, timeout=60) as client:
        opened = client.post("/cases/zaventem-face-recognition/open")
        base = re.search(r"/assessments/[^/]+", str(opened.url))[0]
        page = f"{base}/topics/data"
        quiet = p99(client, page, lambda done: done < ROUNDS)
        made = client.post(f"{base}/report", data={"language": "nl", "on": "2026-11-25", "how": "pdf"})
        made.raise_for_status()
        busy = p99(client, page, lambda done: done < ROUNDS)
        print(f"p99 quiet {quiet:.0f} ms, while drawing {busy:.0f} ms; {made.url}")


if __name__ == "__main__":
    main()
