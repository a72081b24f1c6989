"""Who else is here."""

from time import time

from app.web.watchers import Presence


def test_colleagues_see_each_other_and_that_something_changed(dana, ali, browsers, shared):
    before = time()
    dana.get(f"{shared}/presence?since={before}")
    ali.post(f"{shared}/questions/aim", data={"t.aim": "Fewer thefts"})
    assert "Dana Dewit" in ali.get(f"{shared}/presence?since={before}").text
    seen = dana.get(f"{shared}/presence?since={before}").text
    assert "Ali Amrani" in seen and "since you opened this page: 1" in seen
    assert "since you opened" not in dana.get(f"{shared}/presence?since={time()}").text
    assert browsers("bo").get(f"{shared}/presence?since=0").status_code == 404


def test_whoever_left_is_forgotten():
    now = [0.0]
    presence = Presence(lambda: now[0])
    presence.note("one", "dana")
    now[0] = 100
    presence.note("one", "ali")
    assert presence.here("one") == {"dana", "ali"}
    now[0] = 150
    assert presence.here("one") == {"ali"}
    now[0] = 300
    assert presence.here("other") == presence.here("one") == set()
