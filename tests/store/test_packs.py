"""Versions of the questions and rules that were served stay available."""

import zipfile

import pytest

from app.pack.load import identity, load
from app.store.packs import PackArchive
from tests.packs import TINY, another_version


@pytest.fixture
def archive(tmp_path):
    return PackArchive(tmp_path / "packs")


def test_a_version_comes_back_as_it_was_without_its_worked_cases(archive, tmp_path):
    folder = another_version(tmp_path / "served")
    number = archive.keep(folder)
    (folder / "topics" / "scope.yaml").write_text("")
    kept, served = archive.get(number), load(TINY)
    assert number == kept.source.identity == served.source.identity
    assert list(kept) == list(served) and kept["nl"].questions == served["nl"].questions
    assert kept.source.rules == served.source.rules and not kept.source.cases


def test_what_is_kept_is_not_written_again(archive):
    number = archive.keep(TINY)
    file = archive.folder / f"{number}.zip"
    written = file.stat().st_ino
    assert archive.keep(TINY) == number and file.stat().st_ino == written
    assert [path.name for path in archive.folder.iterdir()] == [file.name]


@pytest.mark.parametrize("number", ["0" * 64, "", "../../etc/passwd", "identity"])
def test_a_version_that_is_not_kept_is_none(archive, number):
    archive.keep(TINY)
    assert archive.get(number) is None


@pytest.mark.parametrize("damage", ["no zip", "another version", "no pack"])
def test_a_version_that_cannot_be_trusted_is_none(archive, tmp_path, damage):
    number = archive.keep(TINY)
    file = archive.folder / f"{number}.zip"
    if damage == "no zip":
        file.write_bytes(b"hello")
    elif damage == "another version":
        newer = archive.keep(another_version(tmp_path / "newer", scope=[("Does the Act apply?", "Does it?")]))
        assert newer == identity(tmp_path / "newer") != number
        (archive.folder / f"{newer}.zip").replace(file)
    else:
        with zipfile.ZipFile(file, "w") as empty:
            empty.writestr("readme.txt", "nothing")
    assert archive.get(number) is None
