import errno
import os
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.test import Client
from django.utils import translation

from contacts.services import erase_contact, export_contact, issue_access_link
from deeds.models import DeedSubmission, SubmissionPicture
from deeds.pictures.errors import PictureRefused
from deeds.pictures.services import picture_of, remove_picture, store_picture
from deeds.pictures.tidying import delete_stray_files, remove_unneeded
from tests.deeds.factories import NOON
from tests.deeds.pictures.conftest import PRIVATE, files, public_files
from tests.deeds.pictures.files import SIZE, drawn, heic, jpeg

pytestmark = pytest.mark.django_db


def given(**values: Any) -> dict[str, Any]:
    return {
        "upload": jpeg(),
        "alt": "Kaksi ruutua",
        "credit": "",
        "people_agreed": True,
        "now": NOON,
        **values,
    }


def test_picture_is_kept_where_no_address_leads(submission: DeedSubmission, picture: SubmissionPicture):
    assert (picture.alt, picture.credit, picture.people_agreed) == ("Kaksi ruutua", "Ada Mallikas", True)
    assert (picture.width, picture.height, picture.content_type) == (*SIZE, "image/jpeg")
    assert files() == [f"pictures/{picture.key}.jpg"]
    assert public_files() == []
    assert (PRIVATE / picture.file.name).stat().st_mode & 0o777 == 0o600
    with pytest.raises(ValueError, match="is private"):
        picture.file.url  # noqa: B018 — asking is the test


def test_a_later_picture_takes_the_place_of_the_first(
    submission: DeedSubmission, picture: SubmissionPicture, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        later = store_picture(submission=submission, **given(upload=heic(drawn())))

    assert picture_of(submission) == later
    assert files() == [f"pictures/{later.key}.jpg"]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"alt": "  "}, "alt"),
        ({"people_agreed": False}, "people"),
        ({"alt": "Asiakas 131052-308T"}, "identity"),
        ({"upload": BytesIO(b"<svg/>")}, "kind"),
    ],
)
def test_what_is_refused_leaves_the_picture_that_was_there(
    submission: DeedSubmission, picture: SubmissionPicture, values: dict[str, Any], kind: str
):
    with translation.override("fi"), pytest.raises(PictureRefused) as refusal:
        store_picture(submission=submission, **given(**values))

    assert refusal.value.kind == kind
    assert refusal.value.message.endswith(".")
    assert (picture_of(submission), files()) == (picture, [f"pictures/{picture.key}.jpg"])


def test_full_disk_is_said_and_leaves_nothing_half_written(
    submission: DeedSubmission, picture: SubmissionPicture, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("django.core.files.storage.filesystem.os.fdopen", _half_written)

    with translation.override("en"), pytest.raises(PictureRefused, match="could not be saved just now"):
        store_picture(submission=submission, **given())

    assert (picture_of(submission), files()) == (picture, [f"pictures/{picture.key}.jpg"])


def _half_written(descriptor: int, *args: Any, **kwargs: Any) -> Any:
    """A file on a disk that has room for a hundred bytes."""

    class Full:
        def write(self, data: bytes) -> int:
            os.write(descriptor, data[:100])
            raise OSError(errno.ENOSPC, "No space left on device")

        def close(self) -> None:
            os.close(descriptor)

    return Full()


def test_removed_picture_takes_its_file_along(
    submission: DeedSubmission, picture: SubmissionPicture, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        remove_picture(picture=picture)

    assert (picture_of(submission), files()) == (None, [])


# --- Who sees it.


@pytest.fixture
def link(submission: DeedSubmission) -> str:
    assert submission.contact is not None
    token = issue_access_link(
        contact=submission.contact,
        purpose="deeds.submission",
        reference=submission.reference,
        is_single_use=False,
        valid_for=timedelta(days=36500),
        now=NOON,
    )
    return f"/d/s/{token}/picture.jpg"


def test_author_sees_the_picture_by_the_submission_s_link(
    client: Client, picture: SubmissionPicture, link: str
):
    response = client.get(link)

    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(response) == (PRIVATE / picture.file.name).read_bytes()
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies


def test_another_submission_s_link_shows_nothing(client: Client, picture: SubmissionPicture, link: str):
    other = DeedSubmission.objects.create(
        language="fi", contact=picture.submission.contact, created_at=NOON, changed_at=NOON
    )
    SubmissionPicture.objects.update(submission=other)

    assert client.get(link).status_code == 404
    assert client.get("/d/s/nonsense/picture.jpg").status_code == 404


def test_picture_whose_file_is_away_is_not_found(client: Client, picture: SubmissionPicture, link: str):
    (PRIVATE / picture.file.name).unlink()

    assert client.get(link).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"), [("Moderator", 200), ("Editor", 200), ("Translator", 302), (None, 302)]
)
def test_moderators_see_the_picture_and_others_do_not(
    client: Client, picture: SubmissionPicture, django_user_model: Any, role: str | None, status: int
):
    from django.contrib.auth.models import Group

    from cms.roles import make_roles

    make_roles()
    if role:
        user = django_user_model.objects.create_user("user", "user@example.org", "x")
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)

    response = client.get(f"/admin/deeds/pictures/{picture.pk}.jpg")

    assert response.status_code == status
    assert b"".join(response)[:2] == (b"\xff\xd8" if status == 200 else b"")
    assert "no-store" in response.headers.get("Cache-Control", "")


# --- A person's own data, and the end.


def test_export_and_erasure_cover_pictures(
    submission: DeedSubmission, picture: SubmissionPicture, django_capture_on_commit_callbacks
):
    contact = submission.contact
    assert contact is not None
    rows = export_contact(contact=contact)["deeds.pictures"]
    with django_capture_on_commit_callbacks(execute=True):
        erase_contact(contact=contact, now=NOON)

    assert [(row["alt"], row["credit"]) for row in rows] == [("Kaksi ruutua", "Ada Mallikas")]
    assert (SubmissionPicture.objects.count(), files()) == (0, [])


@pytest.mark.parametrize(
    ("values", "is_removed"),
    [
        ({}, False),
        ({"state": "pending", "submitted_at": NOON}, False),
        ({"state": "expired"}, True),
        ({"contact": None}, True),
        ({"state": "accepted", "submitted_at": NOON, "decided_at": NOON - timedelta(hours=1)}, False),
        ({"state": "accepted", "submitted_at": NOON, "decided_at": NOON - timedelta(days=2)}, True),
    ],
)
def test_pictures_that_nobody_needs_any_more_are_removed(
    submission: DeedSubmission,
    picture: SubmissionPicture,
    values: dict[str, Any],
    is_removed: bool,
    django_capture_on_commit_callbacks,
):
    DeedSubmission.objects.filter(pk=submission.pk).update(**values)

    with django_capture_on_commit_callbacks(execute=True):
        removed = remove_unneeded(now=NOON)

    assert (removed, files() == []) == (is_removed, is_removed)


def test_picture_of_a_deleted_submission_is_removed(
    submission: DeedSubmission, picture: SubmissionPicture, django_capture_on_commit_callbacks
):
    submission.delete()

    with django_capture_on_commit_callbacks(execute=True):
        assert remove_unneeded(now=NOON) == 1
    assert files() == []


def test_file_that_no_row_names_is_deleted_after_a_day(picture: SubmissionPicture):
    storage = FileSystemStorage(PRIVATE)
    storage.save("pictures/stray.jpg", BytesIO(b"half"))
    written = storage.get_modified_time("pictures/stray.jpg")

    assert delete_stray_files(now=written + timedelta(hours=1)) == 0
    assert delete_stray_files(now=written + timedelta(days=2)) == 1
    assert files() == [f"pictures/{picture.key}.jpg"]
