import pytest
from fastapi.testclient import TestClient

from app.web.app import create_app


@pytest.fixture
def client(own_data):
    """A browser without JavaScript."""
    with TestClient(create_app(), headers={"origin": "http://testserver", "accept-language": "en"}) as one:
        yield one


@pytest.fixture
def assessment(client):
    """The address of a new assessment."""
    made = client.post("/assessments", follow_redirects=False)
    return made.headers["location"]
