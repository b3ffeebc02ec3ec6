"""Reports in the forms that have a standard: RFC 3464 (delivery), 5965 (feedback), 8098 (receipts). Pure: no Django."""

from collections.abc import Iterator, Mapping
from email import message_from_string
from email.message import Message
from email.utils import parseaddr

from mail.returns.identity import public_id, text_of
from mail.returns.reports import Kind, Report
from mail.returns.status import failure, status_in, without_addresses

Group = Mapping[str, str]
_STATUS_TYPES = {"message/delivery-status", "message/global-delivery-status"}
_RECEIPT_TYPES = {"message/disposition-notification", "message/global-disposition-notification"}
_FEEDBACK = {
    "abuse": Kind.COMPLAINT,
    "fraud": Kind.COMPLAINT,
    "virus": Kind.COMPLAINT,
    "opt-out": Kind.OPT_OUT,
    "opt-out-list": Kind.OPT_OUT,
    "not-spam": Kind.DELIVERED,  # taken out of the spam folder, so it had arrived
}
# Nobody down the line will report more about these.
_ARRIVED = {"delivered", "relayed", "expanded"}
# Outlook.com wraps the mail complained of in a plain one and names the reader in a header of its own.
_OUTLOOK_READER = "x-hmxmroriginalrecipient"


def delivery_reports(message: Message) -> list[Report]:
    """One report for each recipient that the delivery-status parts tell of."""
    groups = [group for part in _parts(message, _STATUS_TYPES) for group in _groups(part)]
    envelope_ids = [group["original-envelope-id"] for group in groups if "original-envelope-id" in group]
    about = [group for group in groups if group.keys() & {"action", "final-recipient", "status"}]
    number = public_id(message, envelope_ids) if about else ""
    return [_delivery_report(group, number) for group in about]


def feedback_reports(message: Message) -> list[Report]:
    """What a reader told their provider about the mail."""
    for part in _parts(message, {"message/feedback-report"}):
        group = {name: value for one in _groups(part) for name, value in one.items()}
        kind = _FEEDBACK.get(group.get("feedback-type", "").lower(), Kind.UNKNOWN)
        recipient = _address(group.get("original-rcpt-to", ""))
        return [Report(kind, _feedback_id(message, group), recipient, diagnostic=_feedback_words(group))]
    for part in message.walk():
        if reader := str(part.get(_OUTLOOK_READER, "")):
            return [Report(Kind.COMPLAINT, public_id(message), _address(reader))]
    return []


def receipt_reports(message: Message) -> list[Report]:
    """Disposition notifications: somebody's program says that the mail was shown, or thrown away unread."""
    for part in _parts(message, _RECEIPT_TYPES):
        group = {name: value for one in _groups(part) for name, value in one.items()}
        ids = message_from_string(f"References: {_one_line(group.get('original-message-id', ''))}\n\n")
        number = public_id(message) or public_id(ids)
        return [Report(Kind.AUTO_REPLY, number, _address(group.get("final-recipient", "")))]
    return []


def _delivery_report(group: Group, number: str) -> Report:
    words = group.get("diagnostic-code", "")
    status = status_in(group.get("status", ""), words)
    recipient = _address(group.get("original-recipient") or group.get("final-recipient", ""))
    kind = _kind(group.get("action", "").lower(), status, words)
    return Report(kind, number, recipient, status, without_addresses(words.partition(";")[2] or words))


def _kind(action: str, status: str, words: str) -> Kind:
    if action.startswith(("fail", "error")) or (not action and status.startswith("5")):
        return failure(status, words)
    if action.startswith("delay") or (not action and status.startswith("4")):
        return Kind.DELAYED
    # Some servers put a comment behind the word.
    if action.partition(" ")[0] in _ARRIVED or (not action and status.startswith("2")):
        return Kind.DELIVERED
    return Kind.UNKNOWN


def _feedback_id(message: Message, group: Group) -> str:
    # Providers black out addresses, but few think of the number in the envelope's sender.
    sender = message_from_string(f"To: {_one_line(group.get('original-mail-from', ''))}\n\n")
    return public_id(message, [group.get("original-envelope-id", "")]) or public_id(sender)


def _feedback_words(group: Group) -> str:
    facts = (group.get(name, "") for name in ("feedback-type", "user-agent", "reporting-mta"))
    return without_addresses(", ".join(fact for fact in facts if fact))


def _parts(message: Message, kinds: set[str]) -> Iterator[Message]:
    return (part for part in message.walk() if part.get_content_type() in kinds)


def _groups(part: Message) -> list[Group]:
    """The groups of header lines in a part, names in lower case; also where it came encoded, against the RFC."""
    payload = part.get_payload()
    flat = Message()
    flat["Content-Type"] = "text/plain"
    flat["Content-Transfer-Encoding"] = str(part.get("content-transfer-encoding", "7bit"))
    flat.set_payload("\n".join(map(str, payload)) if isinstance(payload, list) else str(payload))
    blocks = text_of(flat).replace("\r\n", "\n").strip().split("\n\n")
    return [_fields(message_from_string(f"{block.strip()}\n\n")) for block in blocks]


def _fields(block: Message) -> Group:
    return {name.lower(): _one_line(str(value)) for name, value in block.items()}


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _address(value: str) -> str:
    """The address of a field such as `rfc822; ada@example.org`."""
    bare = value.partition(";")[2] or value
    found = parseaddr(bare.strip())[1]
    return found if "@" in found else ""
