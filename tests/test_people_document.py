"""docs/people.md says what the service does."""

from app.people.access import ROLES
from app.settings import Settings
from scripts.access_table import DOCUMENT, WHO, document


def test_the_access_table_is_the_one_that_the_service_asks():
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "run: python scripts/access_table.py"
    assert set(WHO) == {"visitor", *ROLES}


def test_every_role_and_every_setting_of_the_provider_is_explained():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert all(f"| {role} |" in text for role in ROLES)
    assert all(f"WAARBORG_{name.upper()}" in text for name in Settings.model_fields if name.startswith("oidc_"))
