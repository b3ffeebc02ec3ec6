"""Each row is a mail as a server or provider writes it, and what we take from it."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mail.returns.identity import public_id
from mail.returns.reading import MOST_BYTES, read_mail, readable
from mail.returns.reports import Kind, Report
from mail.returns.status import without_addresses
from tests.mail import returned
from tests.mail.returned import NUMBER, OTHER, READER, SENT, VERP, away, dsn, feedback, mail, recipient

HARD, SOFT, DELAYED, DELIVERED = Kind.HARD, Kind.SOFT, Kind.DELAYED, Kind.DELIVERED
GONE = "550 5.1.1 <ada@kunta.example>: Recipient address rejected: User unknown"
ELSEWHERE = "bounces@tekotori.example"  # an address that names no delivery

# what it is: (the mail, its kind, its status, whether the delivery's number was found)
ROWS: dict[str, tuple[bytes, Kind, str, bool]] = {
    # Postfix
    "postfix, no such user": (returned.postfix("5.1.1", GONE), HARD, "5.1.1", True),
    "postfix, domain not found": (returned.postfix("5.4.4", "Host or domain name not found"), HARD, "5.4.4", True),
    "postfix, mailbox full": (returned.postfix("5.2.2", "552 5.2.2 Mailbox is full"), SOFT, "5.2.2", True),
    "postfix, full for days": (returned.postfix("4.2.2", "452 4.2.2 Over quota"), SOFT, "4.2.2", True),
    "postfix, refused as spam": (returned.postfix("5.7.1", "554 5.7.1 Looks like spam"), SOFT, "5.7.1", True),
    "postfix, only 550": (returned.postfix("5.0.0", "550 No such user here"), HARD, "5.0.0", True),
    "postfix, only 550 and our fault": (returned.postfix("5.0.0", "550 blocked: no such user list"), SOFT, "5.0.0", True),
    "postfix, only 554": (returned.postfix("5.0.0", "554 rejected"), SOFT, "5.0.0", True),
    "postfix, not yet": (returned.postfix("4.4.1", "connection timed out", "delayed"), DELAYED, "4.4.1", True),
    "postfix, headers alone": (returned.postfix("5.1.1", GONE, to=ELSEWHERE), HARD, "5.1.1", True),
    # Exim
    "exim, unrouteable": (returned.exim("Unrouteable address"), HARD, "", True),
    "exim, said by the other server": (returned.exim("550 5.1.1 User unknown"), HARD, "5.1.1", True),
    "exim, over quota": (returned.exim("552 5.2.2 quota exceeded"), SOFT, "5.2.2", True),
    "exim, number in the copy": (returned.exim("550 5.1.1 User unknown", to=ELSEWHERE), HARD, "5.1.1", True),
    # Exchange and Outlook.com
    "exchange, not found": (returned.exchange("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound"), HARD, "5.1.10", True),
    "exchange, domain gone": (returned.exchange("5.4.310", "550 5.4.310 DNS domain does not exist"), HARD, "5.4.310", True),
    "exchange, not allowed to write": (returned.exchange("5.7.133", "550 5.7.133 RESOLVER.RST.SenderNotAuthenticated"), SOFT, "5.7.133", True),
    "exchange, our server is listed": (returned.exchange("5.7.606", "550 5.7.606 Access denied, banned sending IP"), SOFT, "5.7.606", True),
    "exchange, disabled": (returned.exchange("5.2.1", "550 5.2.1 Mailbox cannot be accessed"), HARD, "5.2.1", True),
    # Gmail
    "gmail, does not exist": (returned.gmail("5.1.1", "550-5.1.1 The account that you tried to reach does not exist."), HARD, "5.1.1", True),
    "gmail, inactive": (returned.gmail("5.2.1", "550 5.2.1 The account is inactive"), HARD, "5.2.1", True),
    "gmail, quota": (returned.gmail("4.2.2", "452-4.2.2 The account is over quota.", "delayed"), DELAYED, "4.2.2", True),
    "gmail, not signed": (returned.gmail("5.7.26", "550-5.7.26 blocked because the sender is unauthenticated"), SOFT, "5.7.26", True),
    "gmail, vague status, exact words": (returned.gmail("5.0.0", "550-5.1.1 does not exist"), HARD, "5.1.1", True),
    # Others, and what RFC 3464 allows
    "number in the envelope's id": (dsn(recipient("failed", "5.1.1"), to=ELSEWHERE, message=f"Original-Envelope-Id: {NUMBER}", returned=None), HARD, "5.1.1", True),
    "address alone": (dsn(recipient("failed", "5.1.1"), to=ELSEWHERE, returned=None), HARD, "5.1.1", False),
    "delivered": (dsn(recipient("delivered", "2.1.5")), DELIVERED, "2.1.5", True),
    "relayed": (dsn(recipient("relayed", "2.1.9")), DELIVERED, "2.1.9", True),
    "expanded (to a list)": (dsn(recipient("expanded (to a list)", "2.0.0")), DELIVERED, "2.0.0", True),
    "opensmtpd says error": (dsn(recipient("error", "5.1.1")), HARD, "5.1.1", True),
    "action with a comment": (dsn(recipient("failed (for good)", "5.1.1 (bad address)")), HARD, "5.1.1", True),
    "no action, class 5": (dsn(recipient("", "5.1.1")), HARD, "5.1.1", True),
    "no action, class 4": (dsn(recipient("", "4.4.7")), DELAYED, "4.4.7", True),
    "no action, class 2": (dsn(recipient("", "2.1.5")), DELIVERED, "2.1.5", True),
    "an action nobody knows": (dsn(recipient("pondered", "5.1.1")), Kind.UNKNOWN, "5.1.1", True),
    "in UTF-8 (RFC 6533)": (dsn(f"Final-Recipient: utf-8; {READER}\nAction: failed\nStatus: 5.1.1", kind="message/global-delivery-status"), HARD, "5.1.1", True),
    "fields in base64": (returned.encoded_status(), HARD, "5.1.1", True),
    "an address that is no code": (dsn(recipient("failed", "5.0.0", "550 host 5.1.1.9 said no")), SOFT, "5.0.0", True),
    # qmail and its family, which keep to no standard
    "qmail, no mailbox": (returned.qmail("Sorry, no mailbox here by that name. (#5.1.1)"), HARD, "5.1.1", True),
    "qmail, over quota": (returned.qmail("The user is over quota. (#5.2.2)"), SOFT, "5.2.2", True),
    # Complaints
    "abuse": (feedback("abuse", f"Original-Rcpt-To: {READER}", f"Original-Mail-From: <{VERP}>"), Kind.COMPLAINT, "", True),
    "abuse, addresses blacked out": (feedback("abuse", returned=SENT.replace(READER, "xxx@xxx.example")), Kind.COMPLAINT, "", True),
    "abuse, number in the sender alone": (feedback("abuse", f"Original-Mail-From: <{VERP}>", returned="Subject: x\n\nx"), Kind.COMPLAINT, "", True),
    "fraud": (feedback("fraud"), Kind.COMPLAINT, "", True),
    "opt-out": (feedback("opt-out"), Kind.OPT_OUT, "", True),
    "not spam after all": (feedback("not-spam"), DELIVERED, "", True),
    "a check of signatures": (feedback("auth-failure"), Kind.UNKNOWN, "", True),
    "outlook.com's junk mail report": (returned.outlook_complaint(), Kind.COMPLAINT, "", True),
    # What is no bounce
    "away, RFC 3834": (away("Auto-Submitted: auto-replied"), Kind.AUTO_REPLY, "", True),
    "away, with a parameter": (away("Auto-Submitted: auto-replied; owner-email=x"), Kind.AUTO_REPLY, "", True),
    "away, old header": (away("X-Autoreply: yes"), Kind.AUTO_REPLY, "", True),
    "away, old precedence": (away("Precedence: auto_reply"), Kind.AUTO_REPLY, "", True),
    "away, by its subject": (away(subject="Automatic reply: Marraskuun teot"), Kind.AUTO_REPLY, "", True),
    "away, in Finnish": (away(subject="Poissaolo: Marraskuun teot"), Kind.AUTO_REPLY, "", True),
    "away, in Swedish, encoded": (away(subject="=?utf-8?q?Fr=C3=A5nvaro=3A_brevet?="), Kind.AUTO_REPLY, "", True),
    "away, found by what it answers": (away("Auto-Submitted: auto-replied", to="news@tekotori.example"), Kind.AUTO_REPLY, "", True),
    "read receipt": (returned.receipt("manual-action/MDN-sent-manually; displayed"), Kind.AUTO_REPLY, "", True),
    "thrown away unread": (returned.receipt("automatic-action/MDN-sent-automatically; deleted"), Kind.AUTO_REPLY, "", True),
    # Neither
    "a person answers": (mail("Thanks!", "Subject: Re: Marraskuun teot", sender=READER), Kind.UNKNOWN, "", True),
    "advertising": (mail("Buy!", "Subject: Offer", to=ELSEWHERE, sender="x@shop.example"), Kind.UNKNOWN, "", False),
    "nothing": (b"", Kind.UNKNOWN, "", False),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_each_form_of_a_returned_mail_is_read(name: str):
    raw, kind, status, numbered = ROWS[name]

    (report,) = read_mail(raw)

    assert (report.kind, report.status, report.public_id) == (kind, status, NUMBER if numbered else "")
    assert "@" not in report.diagnostic


def test_every_recipient_of_a_report_is_told_apart():
    groups = recipient("failed", "5.1.1", GONE), recipient("delayed", "4.2.2", address="bob@kunta.example")

    assert read_mail(dsn(*groups, to=ELSEWHERE, returned=None)) == [
        Report(HARD, "", READER, "5.1.1", "550 5.1.1 <address>: Recipient address rejected: User unknown"),
        Report(DELAYED, "", "bob@kunta.example", "4.2.2"),
    ]


def test_the_address_that_we_wrote_to_counts_where_mail_is_passed_on():
    group = recipient("failed", "5.1.1", address="ada@elsewhere.example", original=READER)

    assert read_mail(dsn(group))[0].recipient == READER


def test_the_envelope_is_believed_before_what_a_mail_quotes():
    raw = dsn(recipient("failed", "5.1.1"), returned=("message/rfc822", SENT.replace(NUMBER, OTHER)))

    assert read_mail(raw)[0].public_id == NUMBER


def test_a_number_inside_a_longer_word_names_no_delivery():
    from email import message_from_string

    wrong = (f"xbounce+{NUMBER}@a.example", f"bounce+{NUMBER}0@a.example", f"bounce+{NUMBER[:-1]}@a.example")

    assert [public_id(message_from_string(f"To: {address}\n\n")) for address in wrong] == ["", "", ""]


def test_a_mail_is_shown_decoded_and_no_longer_than_asked():
    body = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nVGVydmVoZGlz\n"

    assert "Tervehdis" in readable(body.encode(), 1000)
    assert len(readable(body.encode() * 100, 50)) == 50


@pytest.mark.parametrize("depth", [50, 1_100])
def test_parts_in_parts_without_end_are_read_or_given_up_in_peace(depth: int):
    nested = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))

    assert [report.kind for report in read_mail(nested.encode())] == [Kind.UNKNOWN]
    assert len(readable(nested.encode(), 100)) <= 100


_lines = st.sampled_from(
    [
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=X", b"--X", b"--X--", b"",
        b"Content-Type: message/delivery-status", b"Content-Type: message/feedback-report", b"Action: failed",
        b"Content-Transfer-Encoding: base64", b"Final-Recipient: rfc822;", b"Final-Recipient: ;;@\xff", b"Status: 5",
        b"Feedback-Type: abuse", b"X-Failed-Recipients: \xe4", b"Auto-Submitted: auto-replied", b"From: <<>>\x00",
        b"Subject: =?utf-8?q?=ff?= =?x?b?===?=", b"Content-Type: text/plain; charset=nowhere", b"Original-Mail-From: \x85",
        b"Content-Type: message/disposition-notification", b"Diagnostic-Code: ;", f"To: {VERP}".encode(),
    ]
)  # fmt: skip


@given(st.one_of(st.binary(max_size=300), st.lists(_lines, max_size=14).map(b"\r\n".join)))
@example(b"Content-Type: message/delivery-status\n\n\n\n")
@example(b"\xff" * (MOST_BYTES + 1))
def test_no_bytes_whatever_stop_the_reading(raw: bytes):
    reports = read_mail(raw)

    assert reports
    assert all("@" not in report.diagnostic and len(report.diagnostic) <= 500 for report in reports)
    assert len(readable(raw, 200)) <= 200


@settings(max_examples=30)
@given(st.text(max_size=80), st.emails())
def test_no_address_is_left_in_a_server_s_words(words: str, address: str):
    assert address not in without_addresses(f"{words} <{address}>")
