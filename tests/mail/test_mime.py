from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.errors import MissingToken, UnsafeHeader
from mail.merge import literal_html, literal_text
from mail.mime import Envelope, Template
from mail.models import Delivery, Lane, Message
from mail.text import clean_text
from tests.mail.conftest import LIST_HEADERS, NOON

BODY = st.text(st.characters(exclude_categories=["Cs"]), max_size=500).map(clean_text)


def bulk_message(**fields: object) -> Message:
    defaults = {
        "pk": 7, "group": "issue:12", "lane": Lane.BULK, "language": "sv", "sender_name": "Framstegsarenan",
        "sender_address": "news@tekotori.example", "reply_to": "reply@tekotori.example", "subject": "Hej %%name%%",
        "html": "<p>%%name%%</p>", "text": "Hej %%name%%", "headers": LIST_HEADERS, "created_at": NOON,
        "released_at": NOON,
    }  # fmt: skip
    return Message(**(defaults | fields))


def delivery_to(name: str = "Åsa", address: str = "asa@kunta.example", **tokens: str) -> Delivery:
    return Delivery(name=name, address=address, public_id="0123abcd", tokens={"link": "t-1", **tokens})


def parse(envelope: Envelope) -> EmailMessage:
    return message_from_bytes(envelope.data, _class=EmailMessage, policy=SMTP)


def body(message: EmailMessage, kind: str) -> str:
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")


def test_headers_are_those_of_the_checklist():
    envelope = Template(bulk_message()).render(delivery_to())

    message = parse(envelope)
    assert {name: str(value) for name, value in message.items()} == {
        "From": "Framstegsarenan <news@tekotori.example>",
        "Reply-To": "reply@tekotori.example",
        "Date": "Sat, 21 Nov 2026 12:00:00 +0000",
        "MIME-Version": "1.0",
        "Content-Language": "sv",
        "Feedback-ID": "issue-12:sv:bulk:tekotori",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": "Tekojen torin uutiskirje <news.tekotori.example>",
        "To": "Åsa <asa@kunta.example>",
        "Message-ID": "<0123abcd@tekotori.example>",
        "Subject": "Hej Åsa",
        "List-Unsubscribe": "<https://tekotori.example/n/unsubscribe/t-1/>",
        "Content-Type": message["Content-Type"],
    }
    assert envelope.sender == "bounce+0123abcd@tekotori.example"


def test_automatic_single_mail_says_so():
    message = parse(Template(bulk_message(lane=Lane.SINGLE, headers={})).render(delivery_to()))

    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Feedback-ID"] is None
    assert message["Subject"] == "Hej %%name%%"  # no merging in single mail: its text is somebody's own


def test_the_same_delivery_has_the_same_bytes_on_every_attempt():
    assert Template(bulk_message()).render(delivery_to()) == Template(bulk_message()).render(delivery_to())


@given(text=BODY, value=BODY)
def test_any_text_and_value_arrive_as_they_were(text: str, value: str):
    before, after = literal_text(text), literal_html(text)
    message = bulk_message(text=f"{before}%%value%%{before}.", html=f"{after}<b>%%value%%</b>{after}.")

    envelope = Template(message).render(delivery_to(value=value))

    assert all(len(line) <= 998 for line in envelope.data.split(b"\r\n"))
    assert body(parse(envelope), "plain") == f"{before}{value}{before}."
    shown = body(parse(envelope), "html").partition("<b>")[2].partition("</b>")[0]
    assert unescape(shown) == value


def test_value_cannot_become_markup():
    message = bulk_message(html='<a title="%%name%%">%%name%%</a>')

    html = body(parse(Template(message).render(delivery_to(name='"><script>'))), "html")

    assert html == '<a title="&quot;&gt;&lt;script&gt;">&quot;&gt;&lt;script&gt;</a>'


def test_value_cannot_start_a_header():
    template = Template(bulk_message(subject="%%link%%"))

    with pytest.raises(UnsafeHeader):
        template.render(delivery_to(link="x\r\nBcc: eve@kunta.example"))


def test_token_without_a_value_is_no_mail():
    with pytest.raises(MissingToken) as caught:
        Template(bulk_message(html="%%city%%")).render(delivery_to())

    assert caught.value.names == ["city"]


def test_words_that_look_like_a_token_stay_words():
    message = bulk_message(text=literal_text("100%%name%%"), html=literal_html("100%%name%%"), subject="x")

    parsed = parse(Template(message).render(delivery_to()))

    assert body(parsed, "plain") == "100%\u2060%name%\u2060%"
    assert unescape(body(parsed, "html")) == "100%%name%%"


def test_long_paragraph_has_only_short_lines():
    text = "työ " * 25_000

    envelope = Template(bulk_message(text=text, html=f"<p>{text}</p>")).render(delivery_to())

    assert max(map(len, envelope.data.split(b"\r\n"))) <= 78
    assert body(parse(envelope), "plain") == text


def test_address_outside_ascii_asks_for_smtputf8():
    assert Template(bulk_message()).render(delivery_to(address="åsa@kunta.example")).needs_utf8
    assert not Template(bulk_message()).render(delivery_to()).needs_utf8


def test_message_of_one_part_has_no_boundary():
    message = parse(Template(bulk_message(html="")).render(delivery_to()))

    assert message.get_content_type() == "text/plain"
    assert body(message, "plain") == "Hej Åsa\n"
