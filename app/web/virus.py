"""Ask clamd whether a file is known to be harmful, where the service is told where clamd listens."""

import socket
import struct

from app.settings import settings
from app.web.upload import UploadError

CHUNK = 1 << 16  # bytes
TIMEOUT = 60  # seconds


def scan(content: bytes) -> None:
    """Raises UploadError: `virus` where clamd knows the file as harmful, `no-scan` where it gives no answer."""
    if not settings().clamav:
        return
    try:
        with _connected(settings().clamav) as clamd:
            clamd.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                part = content[start : start + CHUNK]
                clamd.sendall(struct.pack("!I", len(part)) + part)
            clamd.sendall(struct.pack("!I", 0))
            answer = clamd.makefile("rb").read(4096)
    except OSError as error:
        raise UploadError("no-scan") from error
    if answer.rstrip(b"\0").endswith(b" FOUND"):
        raise UploadError("virus")
    if answer.rstrip(b"\0") != b"stream: OK":
        raise UploadError("no-scan")


def _connected(where: str) -> socket.socket:
    host, colon, port = where.rpartition(":")
    if colon and port.isdigit():
        return socket.create_connection((host, int(port)), TIMEOUT)
    made = socket.socket(socket.AF_UNIX)
    made.settimeout(TIMEOUT)
    made.connect(where)
    return made
