"""What a sound file says of itself: size, type and length, read from its content and never from its name."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from tinytag import TinyTag, TinyTagException

from podcasts.errors import AudioError
from podcasts.formats import AUDIO_TYPES, is_ascii_name

_START = 16


@dataclass(frozen=True, slots=True)
class AudioFacts:
    size_bytes: int
    mime_type: str
    duration_seconds: int


def read_audio(file: Any) -> AudioFacts:
    """Facts of an MP3 or M4A file (a Django FieldFile).

    Raises AudioError if it is missing, broken, of another kind than its name says, or has a name outside ASCII.
    """
    name = file.name.rpartition("/")[2]
    try:
        with stored(file) as opened:
            return read_stream(opened, name)
    except OSError as error:
        raise AudioError(
            _("The sound file is missing on the server. Upload it again."), file_name=name
        ) from error


@contextmanager
def stored(file: Any) -> Iterator[BinaryIO]:
    """The file opened for reading; an upload that Django has still to store stays open, at its beginning."""
    if not file._committed:
        yield file.file
        file.file.seek(0)
        return
    with file.storage.open(file.name) as opened:
        yield opened


def read_stream(opened: BinaryIO, name: str) -> AudioFacts:
    kind, extension = _kind(opened), name.rpartition(".")[2].lower()
    if kind is None:
        raise AudioError(_("This is not an MP3 or M4A sound file."), file_name=name)
    if kind != extension:
        text = _(
            "The file's name ends in .%(extension)s, but its content is %(kind)s. Name it .%(kind)s and upload it again."
        )
        raise AudioError(text % {"extension": extension, "kind": kind}, file_name=name)
    if not is_ascii_name(name):
        text = _(
            "The file's name may hold only letters a–z, digits, hyphens and dots. Rename it and upload it again."
        )
        raise AudioError(text, file_name=name)
    return _measured(opened, name, kind)


def _kind(opened: BinaryIO) -> str | None:
    """From the first bytes: ID3 or an MPEG frame, or the MP4 family."""
    opened.seek(0)
    start = opened.read(_START)
    if start[:3] == b"ID3" or (len(start) > 1 and start[0] == 0xFF and start[1] & 0xE6 == 0xE2):  # layer III
        return "mp3"
    return "m4a" if start[4:8] == b"ftyp" else None


def _measured(opened: BinaryIO, name: str, kind: str) -> AudioFacts:
    opened.seek(0)  # tinytag looks for the kind where the file stands
    try:
        tag = TinyTag.get(file_obj=opened, tags=False)
    except TinyTagException as error:
        raise AudioError(
            _("The sound file is broken: it cannot be read to its end."), file_name=name
        ) from error
    if not tag.duration or tag.duration < 1:
        raise AudioError(_("The sound file is broken: it holds no sound."), file_name=name)
    return AudioFacts(
        size_bytes=tag.filesize, mime_type=AUDIO_TYPES[kind], duration_seconds=round(tag.duration)
    )
