import pytest
from django.utils.translation import override

from podcasts.errors import TranscriptError
from podcasts.formats import Chapter
from podcasts.transcripts import Cue, Part, Turn, parts, plain_text, read_cues
from tests.podcasts.conftest import TRANSCRIPT


def test_cues_carry_speaker_and_times():
    assert read_cues(TRANSCRIPT) == [
        Cue(0, 1.5, "Juontaja", "Tervetuloa torille."),
        Cue(1.5, 3, "Vieras", "Kiitos, työ > vapaa."),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Tervetuloa.", "The transcript must be WebVTT: its first line is WEBVTT."),
        ("", "The transcript must be WebVTT: its first line is WEBVTT."),
        ("WEBVTT\n\nTervetuloa.", "The transcript holds no readable lines with times."),
        (
            "WEBVTT\n\n00:00.000 --> 00:01.000\nA\n\n00:01,000 --> 00:02,000\nB",
            "Some times in the transcript are not readable. Write them as 00:01:05.000 --> 00:01:09.000.",
        ),
        (
            "WEBVTT\n\n01:05.000 --> 01:06.000\nA\n\n00:01.000 --> 00:02.000\nB",
            "The times in the transcript go backwards at 0:01.",
        ),
        ("WEBVTT\n\n00:05.000 --> 00:02.000\nA", "The times in the transcript go backwards at 0:05."),
    ],
)
def test_text_that_is_no_usable_webvtt_is_refused(text, message):
    with override("en"), pytest.raises(TranscriptError) as error:
        read_cues(text)

    assert str(error.value) == message


def test_turns_stand_under_their_chapters():
    cues = [Cue(0, 1, "A", "Yksi."), Cue(1, 2, "A", "Kaksi."), Cue(2, 3, "B", "Kolme.")]

    assert parts(cues, [Chapter(0, "Alku"), Chapter(2, "Loppu")]) == [
        Part("Alku", 0, (Turn("A", "Yksi. Kaksi.", 0),)),
        Part("Loppu", 2, (Turn("B", "Kolme.", 2),)),
    ]


def test_plain_text_names_the_speakers():
    assert (
        plain_text(read_cues(TRANSCRIPT)) == "Juontaja: Tervetuloa torille.\n\nVieras: Kiitos, työ > vapaa."
    )
