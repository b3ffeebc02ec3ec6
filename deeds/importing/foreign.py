"""Records of another site: its numbers mean other deeds here."""

from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from core.html import absolute_url
from deeds.importing.old_addresses import deed_meant, old_path
from deeds.opendata.records import Record, record_of


def host_of(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return "?"


def is_foreign(record: Record) -> bool:
    """Whether its permanent address is of another host; a record without one counts as our own."""
    host = host_of(record.get("address") or "")
    return bool(host) and host != host_of(absolute_url("/"))


def old_address_of(record: Record) -> str:
    """Where the original stood, as the file says it."""
    return str(record["pages"][record["language"]]["address"]) if "pages" in record else ""


def as_ours(record: Record) -> tuple[Record, list[str]]:
    """A published record of another site as one of this: with the number of the deed that it means here, or none; with notes."""
    page = record["pages"][record["language"]]
    deed = deed_meant(
        title=page["title"], organisation=record["organisation"], path=old_path(page["address"])
    )
    current = record_of(deed) if deed else None
    notes = [_("From another site: its number there was %(number)s.") % {"number": record["number"]}]
    if record["inspired_by"]:
        notes.append(_("Which deed gave the idea was left out: its number means another deed here."))
    idea = current.get("inspired_by") if current else None
    return record | {"number": deed.number if deed else None, "inspired_by": idea}, notes


def adoptions_of(record: Record) -> list[Record]:
    """Without the deeds that came of them where the numbers are another site's."""
    if is_foreign(record):
        return [row | {"resulting_deed": None} for row in record["adoptions"]]
    return list(record["adoptions"])
