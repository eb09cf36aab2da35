"""Saved searches: what is new is told at least once, on each channel, with the same key whenever it is told."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import pytest

from readings import changed, example, run_as
from selon import alerts
from selon.alerts import Channel, remove, run, save, saved
from selon.errors import ArchiveError, NotAllowed, QueryError, SettingError
from selon.store.archive import Archive, Incoming
from selon.store.corrections import Said, judge

SECRET = "correct horse battery staple"


@pytest.fixture
def archive(archive_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    monkeypatch.setenv(alerts.SECRET, SECRET)
    monkeypatch.setattr(alerts.time, "sleep", lambda _: None)
    monkeypatch.setenv("SELON_ALLOW_HOSTS", "127.0.0.1:9")
    with Archive.open(archive_url) as opened:
        yield opened


class Receiver:
    """Takes posts; answers with the statuses given, then 200."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.taken: list[tuple[Mapping[str, str], bytes]] = []

    def __call__(self, _url: str, body: bytes, headers: Mapping[str, str]) -> int:
        answer = self.answers.pop(0) if self.answers else 200
        if answer == 200:
            self.taken.append((headers, body))
        return answer


def fill(archive: Archive, which: int = 0) -> None:
    readings = [example("wire-fr"), example("wire-en"), changed("wire-fr", "Valdorie", "Brévanie", "Le Relais")]
    archive.add([Incoming(readings[which], f"{which}.txt")])


def test_only_what_came_after_is_told_and_once(archive: Archive) -> None:
    fill(archive)
    save(archive, "maran", "speaker:Maran", [])
    before = list(run(archive))
    fill(archive, 2)
    after, again = list(run(archive)), list(run(archive))

    assert (before, again) == ([], [])
    assert after
    assert all(line.startswith("[maran] ") and "Le Relais" in line for line in after)


def test_what_is_there_already_is_told_when_asked_for(archive: Archive) -> None:
    fill(archive)
    save(archive, "all", "speaker:Maran", [], everything=True)

    assert len(list(run(archive))) == 7


def test_what_was_not_taken_is_told_again(archive: Archive) -> None:
    save(archive, "x", "act:refuse", [Channel("webhook", "http://127.0.0.1:9/")])
    fill(archive)
    down, up = Receiver(*[500] * 30), Receiver()
    lines, more = list(run(archive, down)), list(run(archive, up))

    assert len(lines) == 1
    assert "it answered 500" in lines[0]
    assert more == []
    assert len(up.taken) == 2
    assert saved(archive)[0].waiting == 0


def test_an_answer_that_refuses_is_not_pressed(archive: Archive) -> None:
    save(archive, "x", "act:refuse", [Channel("webhook", "http://127.0.0.1:9/")])
    fill(archive)
    receiver = Receiver(410, 410, 410)
    list(run(archive, receiver))

    assert len(receiver.answers) == 2


def test_what_is_interrupted_in_the_terminal_is_told_again(archive: Archive) -> None:
    save(archive, "x", "speaker:Maran", [])
    fill(archive)
    first = run(archive)
    seen = [next(first), next(first)]
    first.close()

    assert next(run(archive)) == seen[1]


def test_another_run_or_a_correction_tells_nothing_twice(archive: Archive) -> None:
    save(archive, "x", "speaker:Maran", [])
    fill(archive)
    told = list(run(archive))
    archive.add([Incoming(run_as(example("wire-fr"), "other"), "0.txt")])
    key = told[0].rsplit(" ", 1)[1]
    judge(archive, Said("act", key, {"act": "deny"}, "me", ""))

    assert list(run(archive)) == []


def test_a_webhook_is_signed(archive: Archive) -> None:
    save(archive, "x", "act:refuse", [Channel("webhook", "http://127.0.0.1:9/")])
    fill(archive)
    receiver = Receiver()
    list(run(archive, receiver))
    headers, body = receiver.taken[0]
    mac = hmac.new(SECRET.encode(), f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body, sha256).digest()

    assert headers["webhook-signature"] == "v1," + base64.b64encode(mac).decode()
    assert len({headers["webhook-id"] for headers, _ in receiver.taken}) == len(receiver.taken)
    assert json.loads(body)["data"]["search"] == "x"


def test_an_rss_file_holds_the_latest(archive: Archive, tmp_path: Path) -> None:
    target = tmp_path / "feeds" / "x.xml"
    save(archive, "x", "speaker:Maran", [Channel("rss", str(target))])
    fill(archive)
    list(run(archive))
    first = [item.findtext("guid") for item in ElementTree.parse(target).iter("item")]
    fill(archive, 2)
    list(run(archive))
    items = [item.findtext("guid") for item in ElementTree.parse(target).iter("item")]

    assert len(first) == 7
    assert set(first) < set(items)
    assert len(items) == len(set(items)) == 14


def test_a_file_that_cannot_be_written_is_told_and_tried_again(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "no").write_text("a file, no folder")
    save(archive, "x", "act:refuse", [Channel("rss", str(tmp_path / "no" / "x.xml")), Channel("terminal")])
    fill(archive)
    lines = list(run(archive))

    assert len(lines) == 3
    assert "failed, is tried again" in lines[0]
    assert saved(archive)[0].waiting == 2


@pytest.mark.parametrize(
    ("name", "query", "channel", "error", "told"),
    [
        ("a b", "x", Channel("terminal"), SettingError, "cannot be called"),
        ("a", 'speaker:"x', Channel("terminal"), QueryError, "quot"),
        ("a", "x", Channel("mail", "x@y"), SettingError, "none of terminal"),
        ("a", "x", Channel("webhook", "http://10.0.0.1/"), NotAllowed, "10.0.0.1"),
        ("a", "x", Channel("webhook", "http://127.0.0.1:9/", "SELON_NOT_SET"), SettingError, "SELON_NOT_SET"),
        ("a", "x", Channel("rss"), SettingError, "needs a path"),
    ],
)
def test_what_makes_no_sense_is_not_saved(archive: Archive, name: str, query: str, channel: Channel, error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        save(archive, name, query, [channel])
    assert saved(archive) == []


def test_a_search_is_replaced_and_removed_by_its_name(archive: Archive) -> None:
    save(archive, "x", "a", [])
    save(archive, "x", "b", [])
    queries = [one.query for one in saved(archive)]
    with pytest.raises(ArchiveError, match="there are: x"):
        remove(archive, "y")
    remove(archive, "x")

    assert queries == ["b"]
    assert saved(archive) == []
