"""What may be uploaded as evidence: few types, each verified by its content; images are kept without metadata."""

import io
import unicodedata
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from PIL import Image, ImageOps

MAX_FILE = 20_000_000  # bytes
MAX_PIXELS = 80_000_000
MAX_NAME = 120  # characters
_OFFICE = "application/vnd.openxmlformats-officedocument."
_PICTURE_INFO = ("icc_profile", "transparency")  # all that an image keeps besides its pixels


class UploadError(ValueError):
    """A file cannot be taken. `code` names the mistake: none, too-large, type, content."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Upload:
    """A file as it is kept."""

    name: str
    media_type: str
    content: bytes


def accepted(name: str, content: bytes) -> Upload:
    """The file as it is kept. Raises UploadError."""
    name = clean_name(name)
    if not content:
        raise UploadError("none")
    if len(content) > MAX_FILE:
        raise UploadError("too-large")
    kind = _KINDS.get(PurePath(name).suffix.lower())
    if kind is None:
        raise UploadError("type")
    media_type, verify = kind
    return Upload(name, media_type, verify(content))


def clean_name(name: str) -> str:
    """The last part of a file's name, without what cannot be seen, at most MAX_NAME characters with its ending."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(one for one in last if unicodedata.category(one)[0] != "C").strip() or "file"
    ending = PurePath(visible).suffix[:10]
    return visible if len(visible) <= MAX_NAME else visible[: MAX_NAME - len(ending)] + ending


def _pdf(content: bytes) -> bytes:
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise UploadError("content")
    return content


def _office(main: str) -> Callable[[bytes], bytes]:
    def verify(content: bytes) -> bytes:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                types = archive.getinfo("[Content_Types].xml")
                told = archive.read(types) if types.file_size < 1_000_000 else b""
                macros = any(one.lower().endswith("vbaproject.bin") for one in archive.namelist())
        except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError) as error:
            raise UploadError("content") from error
        if f"{_OFFICE}{main}.main+xml".encode() not in told or macros:
            raise UploadError("content")
        return content

    return verify


def _image(kind: str) -> Callable[[bytes], bytes]:
    def verify(content: bytes) -> bytes:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                return _without_metadata(content, kind)
        except (OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError) as error:
            raise UploadError("content") from error

    return verify


def _without_metadata(content: bytes, kind: str) -> bytes:
    """The image alone, turned as its camera said: no place, device, author or time."""
    with Image.open(io.BytesIO(content), formats=[kind]) as image:
        if image.width * image.height > MAX_PIXELS:
            raise UploadError("content")
        turned = image.getexif().get(0x0112, 1) != 1
        made = ImageOps.exif_transpose(image) if turned else image
        made.load()
        made.info = {name: made.info[name] for name in _PICTURE_INFO if name in made.info}
        out = io.BytesIO()
        lossless = kind == "JPEG" and not turned
        made.save(out, kind, **({"quality": "keep" if lossless else 95} if kind == "JPEG" else {}))
        return out.getvalue()


def _text(content: bytes) -> bytes:
    control = set(range(32)) - set(b"\t\n\r\f")
    if control & set(content) or content.startswith((b"%PDF-", b"PK\x03\x04")):
        raise UploadError("content")
    return content


_KINDS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    ".pdf": ("application/pdf", _pdf),
    ".docx": (f"{_OFFICE}wordprocessingml.document", _office("wordprocessingml.document")),
    ".xlsx": (f"{_OFFICE}spreadsheetml.sheet", _office("spreadsheetml.sheet")),
    ".png": ("image/png", _image("PNG")),
    ".jpg": ("image/jpeg", _image("JPEG")),
    ".jpeg": ("image/jpeg", _image("JPEG")),
    ".txt": ("text/plain", _text),
    ".csv": ("text/csv", _text),
}
ENDINGS = tuple(_KINDS)
