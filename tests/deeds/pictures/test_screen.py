import errno
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from deeds.models import DeedSubmission, SubmissionPicture
from deeds.pictures.screen import PICTURES_AN_HOUR
from tests.deeds.factories import OrganisationFactory
from tests.deeds.pictures.conftest import files
from tests.deeds.pictures.files import SIZE, TURNED, drawn, exif, heic
from tests.deeds.submitting import DEED, NOON, Author, travel

pytestmark = pytest.mark.django_db
WORDS = {"alt": "Kaksi ruutua pöydällä.", "credit": "Työpaikka", "people_agreed": "on"}


@pytest.fixture
def author(client: Client) -> Iterator[Author]:
    OrganisationFactory(code="mallila")
    with travel() as clock:
        author = Author(client, clock)
        author.begin()
        author.save("deed", **DEED)
        yield author


def send(
    author: Author, name: str = "IMG_0001.HEIC", data: bytes | None = None, **words: Any
) -> HttpResponse:
    """As a phone sends it: with its own name and kind, which mean nothing."""
    upload = heic(drawn(), exif=exif(TURNED).tobytes()) if data is None else BytesIO(data)
    upload.name = name
    return author.client.post(f"{author.home}picture/", {**WORDS, "file": upload, **words})


def test_photo_from_a_phone_is_added_and_shown_to_its_author(author: Author):
    answer = send(author)
    page = author.see("check")

    assert (answer.status_code, answer["Location"]) == (303, f"{author.home}check/#main")
    picture = SubmissionPicture.objects.get()
    assert (picture.submission, picture.width, picture.height) == (author.submission, SIZE[1], SIZE[0])
    assert f'src="{author.home}picture.jpg?{picture.pk}"' in page.content.decode()
    assert 'alt="Kaksi ruutua pöydällä."' in page.content.decode()
    shown = author.client.get(f"{author.home}picture.jpg")
    assert b"".join(shown)[:3] == b"\xff\xd8\xff"


def test_the_screen_asks_in_plain_words_and_lets_a_phone_choose(author: Author):
    page = author.see("picture").content.decode()

    assert "Mitä kuvassa on?" in page
    assert 'accept="image/jpeg,image/png' in page
    assert "capture" not in page  # that would leave out the gallery
    assert 'enctype="multipart/form-data"' in page
    assert not SubmissionPicture.objects.exists()


def test_picture_is_described_in_each_language_of_the_deed(author: Author):
    author.save("in-sv", title="Skiftbyte", goal="Alla ska veta.", result="Alla vet.")

    lacking = send(author)
    answer = send(author, alt_sv="Två rutor på ett bord.")
    again = author.see("picture").content.decode()

    assert (lacking.status_code, answer.status_code) == (422, 303)
    assert "Kerro se tälläkin kielellä: Svenska" in lacking.content.decode()
    picture = SubmissionPicture.objects.get()
    assert (picture.alt_in("fi"), picture.alt_in("sv")) == (WORDS["alt"], "Två rutor på ett bord.")
    assert 'value="Två rutor på ett bord."' in again
    assert send(author, alt_sv="Klient 131052-308T").status_code == 422


def test_words_can_be_changed_without_sending_the_picture_again(author: Author):
    send(author)

    answer = author.client.post(f"{author.home}picture/", {**WORDS, "alt": "Uusi kuvaus."})

    assert answer.status_code == 303
    assert [(row.alt, row.credit) for row in SubmissionPicture.objects.all()] == [
        ("Uusi kuvaus.", "Työpaikka")
    ]


def test_picture_can_be_removed(author: Author, django_capture_on_commit_callbacks):
    send(author)

    with django_capture_on_commit_callbacks(execute=True):
        author.client.post(f"{author.home}picture/", {"action": "remove"})

    assert (SubmissionPicture.objects.count(), files()) == (0, [])


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"data": b"<svg/>", "name": "photo.jpg"}, "Tämä tiedosto ei ole kuva"),
        ({"data": b"", "name": "photo.jpg"}, "Tämä tiedosto ei ole kuva"),
        ({"data": b"\xff\xd8\xff\xe0" + b"\0" * 99}, "Kuvaa ei voi avata"),
        ({"alt": " "}, "Kerro, mitä kuvassa on"),
        ({"people_agreed": ""}, "Vahvista, että kuvassa näkyvät"),
        ({"alt": "Asiakas 131052-308T"}, "henkilötunnukselta"),
        ({"file": ""}, "Valitse ensin kuva."),
    ],
)
def test_what_is_refused_is_said_at_its_field_and_the_words_stay(author: Author, sent: Any, sentence: str):
    answer = send(author, **sent)

    html = answer.content.decode()
    assert (answer.status_code, SubmissionPicture.objects.count()) == (422, 0)
    assert sentence in html
    assert 'value="Työpaikka"' in html


def test_a_picture_that_was_refused_for_its_words_is_asked_for_again(author: Author):
    html = send(author, alt="").content.decode()

    assert "Valitse kuva uudelleen: selain ei säilytä sitä." in html


def test_far_too_large_a_file_is_not_even_read(author: Author):
    answer = author.client.generic(
        "POST", f"{author.home}picture/", b"x", CONTENT_LENGTH=str(300 * 1024 * 1024)
    )

    assert answer.status_code == 422
    assert "yli 15 megatavua" in answer.content.decode()


def test_full_disk_while_the_file_comes_in_is_said(author: Author, monkeypatch: pytest.MonkeyPatch):
    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("django.core.files.uploadhandler.MemoryFileUploadHandler.receive_data_chunk", full)

    answer = send(author)

    assert answer.status_code == 422
    assert "Kuvaa ei voitu juuri nyt tallentaa" in answer.content.decode()
    assert DeedSubmission.objects.get().words["title"] == DEED["title"]


def test_pictures_are_limited_within_an_hour(author: Author):
    answers = [send(author, data=b"<svg/>").status_code for _n in range(PICTURES_AN_HOUR)]

    assert set(answers) == {422}
    assert send(author).status_code == 429


def test_once_sent_in_the_picture_stays_as_it_is(author: Author):
    send(author)
    DeedSubmission.objects.update(state="pending", submitted_at=NOON)

    assert send(author).status_code == 303
    assert SubmissionPicture.objects.count() == 1
    assert author.see("picture").status_code == 303


def test_a_link_that_does_not_work_adds_nothing(client: Client):
    assert client.post("/d/s/nonsense/picture/", {}).status_code == 400
