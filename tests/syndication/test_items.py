from datetime import timedelta, timezone

import pytest

from syndication.items import Enclosure, ItemError
from tests.syndication.conftest import NOON, make_item


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"guid": ""}, "Item '': guid is empty."),
        ({"title": " \n"}, "Item 'deed-1-fi': title is empty."),
        ({"url": "/fi/teot/1/"}, "Item 'deed-1-fi': url must be an absolute address, not '/fi/teot/1/'."),
        (
            {"published_at": NOON.replace(tzinfo=None)},
            "Item 'deed-1-fi': published_at has no time zone. Use an aware datetime in UTC.",
        ),
        (
            {"updated_at": NOON.astimezone(timezone(timedelta(hours=2)))},
            "Item 'deed-1-fi': updated_at is in UTC+02:00, not in UTC.",
        ),
        (
            {"enclosure": Enclosure("https://example.org/a.mp3", 0, "audio/mpeg")},
            "Item 'deed-1-fi': enclosure.bytes must be the size of the file.",
        ),
        (
            {"guid": "deed\x00"},
            "Item 'deed\\x00': guid holds a space or a character that is not printable.",
        ),
    ],
)
def test_item_that_no_channel_could_show_is_refused(changes, message):
    with pytest.raises(ItemError) as error:
        make_item(**changes)

    assert str(error.value) == message


def test_item_cannot_be_changed():
    item = make_item()

    with pytest.raises(AttributeError):
        item.title = "Toinen"
