"""The processes that draw PDFs end with the service, however it ends."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest

SERVICE = """
import os
from pathlib import Path
from time import sleep
from app.render.jobs import PdfJobs
if __name__ == "__main__":
    pool = PdfJobs(Path("unused"))._workers_pool()
    worker = pool.submit(os.getpid).result()
    pool.submit(os.urandom, 50_000_000)  # more than a pipe takes when nobody reads any more, as a drawing is
    print(worker, flush=True)
    sleep(600)
"""


def alive(process: int) -> bool:
    """Whether it runs, and was not only left for its parent to collect."""
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux what runs")
def test_a_worker_does_not_outlive_a_service_that_was_killed(tmp_path):
    script = tmp_path / "service.py"
    script.write_text(SERVICE)
    path = {"PYTHONPATH": os.pathsep.join([os.getcwd(), *filter(None, [os.environ.get("PYTHONPATH")])])}
    service = subprocess.Popen(
        [sys.executable, script], env={**os.environ, **path}, stdout=subprocess.PIPE, text=True, cwd=tmp_path
    )
    worker = int(service.stdout.readline())
    assert alive(worker)
    service.send_signal(signal.SIGKILL)
    service.wait()
    for _ in range(300):
        if not alive(worker):
            return
        sleep(0.1)
    os.kill(worker, signal.SIGKILL)
    raise AssertionError("the worker went on")
