"""Comments: threads on questions, settled and opened again, people mentioned, words taken back by their author alone."""

import re

import pytest

from tests.web.lived import in_state

pytestmark = pytest.mark.both_databases


def say(browser, shared, text, question="aim", **more):
    return browser.post(f"{shared}/comments/{question}", data={"text": text, **more})


def comment_id(page):
    return re.findall(r'id="comment-(\d+)"', page.text)[-1]


def test_a_comment_is_read_by_colleagues_as_plain_text(dana, ali, shared):
    say(dana, shared, "Is <b>this</b> the real aim?")
    page = ali.get(f"{shared}/comments/aim").text
    assert "Is &lt;b&gt;this&lt;/b&gt; the real aim?" in page and "Dana Dewit" in page
    assert "Open comments: 1" in ali.get(f"{shared}/topics/purpose").text


def test_a_thread_is_settled_and_an_answer_opens_it_again(dana, ali, shared):
    number = comment_id(say(dana, shared, "Which contract?"))
    ali.post(f"{shared}/comments/aim/{number}/settle")
    assert "Which contract?" not in dana.get(f"{shared}/comments").text
    assert "Which contract?" in dana.get(f"{shared}/comments?settled=true").text
    say(dana, shared, "Not that one", thread=number)
    overview = dana.get(f"{shared}/comments").text
    assert "Which contract?" in overview and "Not that one" in overview


def test_who_is_mentioned_finds_it_until_they_have_read_it(dana, ali, browsers, shared):
    say(dana, shared, "@ali do you know? Mail ann@example.org")
    assert "New mentions of you in comments: 1" in ali.get("/").text
    assert "do you know?" in ali.get("/tasks").text
    ali.post("/tasks/read")
    assert "New mentions" not in ali.get("/").text
    assert "do you know?" not in dana.get("/tasks").text
    assert "do you know?" not in browsers("ann").get("/tasks").text


def test_only_the_author_takes_words_back_and_that_there_were_some_stays(dana, ali, shared):
    number = comment_id(say(dana, shared, "A secret"))
    assert ali.post(f"{shared}/comments/aim/{number}/withdraw").status_code == 404
    dana.post(f"{shared}/comments/aim/{number}/withdraw")
    page = ali.get(f"{shared}/comments/aim").text
    assert "A secret" not in page and "Withdrawn by its author" in page


@pytest.mark.parametrize(("text", "says"), [("  ", "Write something"), ("x" * 4001, "Shorten the comment")])
def test_a_comment_that_cannot_be_kept_says_why(dana, shared, text, says):
    refused = say(dana, shared, text)
    assert refused.status_code == 422 and says in refused.text


def test_overseers_do_not_see_what_colleagues_say_among_themselves(dana, browsers, shared):
    say(dana, shared, "Between us")
    in_state(shared, "submitted")
    rik = browsers("rik")
    assert say(rik, shared, "Why?").status_code in (403, 404)
    assert rik.get(f"{shared}/comments/aim").status_code in (403, 404)


def test_a_thread_of_another_assessment_cannot_be_touched(dana, browsers, shared):
    number = comment_id(say(dana, shared, "Ours"))
    bo = browsers("bo")
    other = bo.post("/assessments", follow_redirects=False).headers["location"]
    assert bo.post(f"{other}/comments/aim/{number}/settle").status_code == 404
    assert say(bo, other, "in yours", thread=number).status_code == 404
