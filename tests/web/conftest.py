import pytest
from fastapi.testclient import TestClient
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.web.app import create_app


@pytest.fixture
def quick_passwords(monkeypatch):
    """Passwords that are as cheap to check as they may be; the real cost would be most of the time of these tests."""
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr("app.people.accounts._hashes", cheap)
    monkeypatch.setattr("app.people.accounts._NOBODY", cheap.hash("nobody"))


@pytest.fixture
def client(own_data, real, quick_passwords, monkeypatch):
    """A browser without JavaScript. The pack is read once for all tests."""
    monkeypatch.setattr("app.web.app.load", lambda _folder: real)
    with TestClient(create_app(), headers={"origin": "http://testserver", "accept-language": "en"}) as one:
        yield one


@pytest.fixture
def assessment(client):
    """The address of a new assessment."""
    made = client.post("/assessments", follow_redirects=False)
    return made.headers["location"]
