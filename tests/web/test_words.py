import inspect
import re
from pathlib import Path

import pytest

from app import people, web
from app.render import attachment
from app.report.words import REPORT, catalogue
from app.settings import settings
from app.web.pages import WORDS

LANGUAGES = {"en", "nl"}
FROM_DATA = {
    "planned",
    "pilot",
    "in-use",
    "ended",
    "high",
    "medium",
    "low",
    "holds",
    "open",
    "does-not-hold",
    "yes",
    "no",
}

SOURCES = "".join(path.read_text(encoding="utf-8") for folder in (people, web) for path in Path(folder.__path__[0]).glob("*.py"))
ACCOUNT_ERRORS = set(re.findall(r'AccountError\("([a-z-]+)"', SOURCES))
LOGIN_REFUSALS = {"wrong", "too-many", "no-role", "unverified", "other-subject", "disabled", "no-organisation"}
ELSEWHERE = {"organisation", "kind", "person", "second-factor", "member"}  # of commands, or told by a page of errors
CHANGE_REFUSALS = ACCOUNT_ERRORS - ELSEWHERE - (LOGIN_REFUSALS - {"wrong", "too-many"})


@pytest.mark.parametrize("path", [WORDS, REPORT])
def test_every_word_exists_in_every_language(path):
    words = catalogue(path)
    missing = [key for key, texts in words.items() if set(texts) != LANGUAGES or not all(texts.values())]
    assert missing == []


@pytest.mark.parametrize("path", [WORDS, REPORT])
def test_translations_have_the_same_placeholders(path):
    words = catalogue(path)
    for key, texts in words.items():
        assert len({frozenset(re.findall(r"{(\w+)}", text)) for text in texts.values()}) == 1, key


def test_every_word_that_a_page_says_exists_and_none_is_left_over():
    words = set(catalogue(WORDS))
    pages = "\n".join(
        path.read_text(encoding="utf-8")
        for path in settings().templates_dir.rglob("*.html")
        if path.parent.name not in ("report", "handout")
    )
    said = set(re.findall(r"say\('([a-z-]+)'", pages))
    assert {word for word in said if not word.endswith("-")} <= words
    built = pages + "\n".join(path.read_text(encoding="utf-8") for path in Path(WORDS.parent).glob("*.py"))
    refusals = {f"open-{code}" for code in re.findall(r'AttachmentError\("([a-z-]+)"', inspect.getsource(attachment))}
    refusals |= {f"login-{code}" for code in LOGIN_REFUSALS}
    refusals |= {f"account-error-{code}" for code in CHANGE_REFUSALS}
    assert refusals <= words
    prefixes = tuple(word for word in said if word.endswith("-"))
    chosen_by_value = {
        word
        for word in words
        if word.startswith(prefixes) or re.match(r"error-|status-|mail-(what|due)-|(not-found|forbidden|unusable|failed)-(title|text)$", word)
    }
    chosen_by_value |= FROM_DATA | refusals
    assert {word for word in words - chosen_by_value if f"'{word}'" not in built and f'"{word}"' not in built} == set()
