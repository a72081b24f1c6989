import pytest
from fastapi.testclient import TestClient

from app.web.app import create_app


@pytest.fixture
def client(own_data, real, monkeypatch):
    """A browser without JavaScript. The pack is read once for all tests."""
    monkeypatch.setattr("app.web.app.load", lambda _folder: real)
    with TestClient(create_app(), headers={"origin": "http://testserver", "accept-language": "en"}) as one:
        yield one


@pytest.fixture
def assessment(client):
    """The address of a new assessment."""
    made = client.post("/assessments", follow_redirects=False)
    return made.headers["location"]
