"""Mails that come back, built after the forms that servers and providers give them; all words and domains are ours."""

from base64 import b64encode

NUMBER = "0123456789abcdef0123456789abcdef"
OTHER = "fedcba9876543210fedcba9876543210"
READER = "ada@kunta.example"
VERP = f"bounce+{NUMBER}@tekotori.example"
# The mail that went out, as it comes back below a report.
SENT = f"""\
Return-Path: <{VERP}>
From: Tekojen tori <news@tekotori.example>
To: Ada <{READER}>
Subject: Marraskuun teot
Message-ID: <{NUMBER}@tekotori.example>
Content-Type: text/plain; charset="utf-8"

Hei Ada, this is not spam and no policy blocked it.
"""
SENT_HEADERS = SENT.partition("\n\n")[0] + "\n"


def mail(body: str, *headers: str, to: str = VERP, sender: str = "MAILER-DAEMON@mx.example.org") -> bytes:
    lines = [f"Delivered-To: {to}", f"To: {to}", f"From: {sender}", "MIME-Version: 1.0", *headers]
    return ("\n".join(lines) + "\n\n" + body).replace("\n", "\r\n").encode()


def report(
    kind: str, *parts: tuple[str, str], headers: tuple[str, ...] = (), to: str = VERP, **extra: str
) -> bytes:
    """A multipart/report (RFC 6522) with the given parts behind a sentence for people."""
    body = [f"--X\nContent-Type: {content_type}\n\n{text}\n" for content_type, text in parts]
    head = f'Content-Type: multipart/report; report-type={kind}; boundary="X"'
    return mail("".join([*body, "--X--\n"]), head, *headers, to=to, **extra)


def dsn(
    *groups: str,
    to: str = VERP,
    message: str = "Reporting-MTA: dns; mx.example.org",
    returned: tuple[str, str] | None = ("message/rfc822", SENT),
    words: str = "Your message could not be delivered.",
    kind: str = "message/delivery-status",
    **extra: object,
) -> bytes:
    """RFC 3464: one group of fields about the message, and one for each recipient."""
    parts = [("text/plain", words), (kind, "\n\n".join([message, *groups]) + "\n")]
    return report("delivery-status", *parts, *([returned] if returned else []), to=to, **extra)


def recipient(
    action: str, status: str, diagnostic: str = "", address: str = READER, original: str = ""
) -> str:
    lines = [f"Original-Recipient: rfc822; {original}"] if original else []
    lines += [f"Final-Recipient: rfc822; {address}"]
    lines += [f"Action: {action}"] if action else []
    lines += [f"Status: {status}"] if status else []
    lines += [f"Diagnostic-Code: smtp; {diagnostic}"] if diagnostic else []
    return "\n".join(lines)


def feedback(kind: str, *fields: str, to: str = "abuse@tekotori.example", returned: str = SENT) -> bytes:
    """RFC 5965, as providers of mailboxes send it to who asked for their feedback loop."""
    lines = [f"Feedback-Type: {kind}", "User-Agent: Feedback/1.0", "Version: 1", *fields]
    parts = [
        ("text/plain", "A reader told us about this mail."),
        ("message/feedback-report", "\n".join(lines) + "\n"),
    ]
    return report(
        "feedback-report", *parts, ("message/rfc822", returned), to=to, sender="feedback@provider.example"
    )


# --- Servers by name.


def postfix(status: str, said: str, action: str = "failed", **extra: object) -> bytes:
    return dsn(
        recipient(action, status, said, original=READER) + "\nRemote-MTA: dns; mx.kunta.example",
        message="Reporting-MTA: dns; out.example.org\nX-Postfix-Queue-ID: 4Abc\nX-Postfix-Sender: rfc822; "
        + VERP,
        returned=("text/rfc822-headers", SENT_HEADERS),
        words=f"I am the mail system at out.example.org.\n\n<{READER}>: host mx.kunta.example said: {said}",
        headers=("Auto-Submitted: auto-replied", "Subject: Undelivered Mail Returned to Sender"),
        **extra,
    )


def exim(said: str, to: str = VERP) -> bytes:
    body = (
        "This message was created by the program that delivers mail.\n\nA message that you sent could not go to one of "
        f"its recipients. The following address failed:\n\n  {READER}\n    {said}\n\n"
        f"------ This is a copy of the message, including all the headers. ------\n\n{SENT}"
    )
    return mail(body, f"X-Failed-Recipients: {READER}", "Auto-Submitted: auto-replied", to=to)


def exchange(status: str, said: str) -> bytes:
    group = (
        f"Final-Recipient: rfc822;{READER}\nAction: failed\nStatus: {status}\nDiagnostic-Code: smtp;{said}"
    )
    return dsn(
        group,
        message="Reporting-MTA: dns;EX01.kunta.example\nReceived-From-MTA: dns;out.example.org",
        to="bounces@tekotori.example",
    )


def gmail(status: str, said: str, action: str = "failed") -> bytes:
    group = f"{recipient(action, status, said)}\nRemote-MTA: dns; aspmx.example\nLast-Attempt-Date: Sat, 21 Nov 2026 12:00:00 GMT"
    return dsn(
        group,
        message=f"Reporting-MTA: dns; mailer.example.com\nReceived-From-MTA: dns; {VERP}",
        headers=(f"X-Failed-Recipients: {READER}",),
    )


def qmail(said: str) -> bytes:
    body = (
        "Hi. This is the qmail-send program at mx.example.org.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        f"<{READER}>:\n{said}\n\n--- Below this line is a copy of the message.\n\n{SENT}"
    )
    return mail(body, "Subject: failure notice")


def outlook_complaint() -> bytes:
    """The junk mail reports of Outlook.com: no report in a standard's form, and the reader in a header."""
    inner = f"X-HmXmrOriginalRecipient: {READER}\n{SENT}"
    body = f"--X\nContent-Type: message/rfc822\n\n{inner}\n--X--\n"
    return mail(
        body,
        'Content-Type: multipart/mixed; boundary="X"',
        to="abuse@tekotori.example",
        sender="staff@provider.example",
    )


def encoded_status() -> bytes:
    """Against RFC 3464, and seen nevertheless: the report's fields in base64."""
    fields = (
        "Reporting-MTA: dns; mx.example.org\n\n" + recipient("failed", "5.1.1", "550 5.1.1 unknown") + "\n"
    )
    body = (
        "--X\nContent-Type: text/plain\n\nSorry.\n"
        "--X\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n"
        f"{b64encode(fields.encode()).decode()}\n--X--\n"
    )
    return mail(body, 'Content-Type: multipart/report; report-type=delivery-status; boundary="X"')


# --- What is no bounce.


def away(*headers: str, subject: str = "Re: Marraskuun teot", to: str = VERP) -> bytes:
    return mail(
        "I am back in January.",
        f"Subject: {subject}",
        f"In-Reply-To: <{NUMBER}@tekotori.example>",
        *headers,
        to=to,
        sender=f"Ada <{READER}>",
    )


def receipt(disposition: str) -> bytes:
    fields = (
        f"Reporting-UA: kunta.example; Mail 9\nFinal-Recipient: rfc822;{READER}\n"
        f"Original-Message-ID: <{NUMBER}@tekotori.example>\nDisposition: {disposition}\n"
    )
    parts = [("text/plain", "The message was displayed."), ("message/disposition-notification", fields)]
    return report("disposition-notification", *parts, to="news@tekotori.example", sender=READER)
