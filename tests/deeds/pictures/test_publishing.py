"""A picture is in the public folder while a live deed shows it, and at no other time."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.images import ImageFile
from django.db import transaction
from django.test import Client
from wagtail.models import Revision

from contacts.services import erase_contact
from deeds.models import DeedPage, DeedSubmission, SubmissionPicture
from deeds.pictures.errors import PictureRefused
from deeds.pictures.publishing import settle, settle_changed, settle_files
from deeds.pictures.services import COLLECTION, publish_picture
from deeds.services import create_deed, publish_deed
from tests.deeds.factories import NOON, DeedIndexPageFactory, deed_fields
from tests.deeds.pictures.conftest import files, public_files
from tests.deeds.pictures.files import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def commit(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for the commit happens at once: these tests are about what happens, not about when."""
    monkeypatch.setattr(transaction, "on_commit", lambda call, *args, **kwargs: call())


def draft(picture: SubmissionPicture) -> DeedPage:
    """What a moderator's approval makes of a submission."""
    image = publish_picture(picture=picture, page_title="Aamupalaveri", user=None, now=NOON)
    fields = replace(deed_fields(), image=image, image_alt=picture.alt, image_credit=picture.credit)
    return create_deed(parent=DeedIndexPageFactory(), fields=fields, user=None, now=NOON)


@pytest.fixture
def page(picture: SubmissionPicture) -> DeedPage:
    page = publish_deed(page=draft(picture), user=None, now=NOON)
    DeedSubmission.objects.filter(pk=picture.submission_id).update(deed=page.deed)
    return page


def shown(page: DeedPage) -> list[str]:
    """The addresses of the pictures on a deed's page, as a reader gets them."""
    html = Client().get(page.url).content.decode()
    return [part.split('"')[0] for part in html.split('src="')[1:] if part.startswith("/media/")]


def status(address: str) -> int:
    return Client().head(address).status_code  # no file is opened, which nobody would close here


def test_approved_picture_is_an_image_of_the_library_and_not_yet_public(picture: SubmissionPicture):
    page = draft(picture)

    assert (page.image.title, page.image.description) == ("Aamupalaveri", "Kaksi ruutua")
    assert page.image.collection.name == COLLECTION
    assert publish_picture(picture=picture, page_title="Again", user=None, now=NOON) == page.image
    assert public_files() == []


def test_published_deed_shows_its_picture(page: DeedPage, picture: SubmissionPicture):
    addresses = shown(page)

    assert len(addresses) == 1
    assert status(addresses[0]) == 200
    assert page.image.file.name in public_files()


def test_unpublishing_takes_file_and_renditions_out_of_the_public_folder(
    page: DeedPage, picture: SubmissionPicture
):
    addresses = [*shown(page), page.image.file.url, page.image.get_rendition("width-20").url]
    assert [status(address) for address in addresses] == [200, 200, 200]

    page.unpublish()

    assert public_files() == []
    assert [status(address) for address in addresses] == [404, 404, 404]
    assert page.image.renditions.count() == 0
    assert files() == [f"pictures/{picture.key}.jpg"]


def test_publishing_again_brings_it_back_under_the_same_address(page: DeedPage):
    before = page.image.file.url
    data = Path(page.image.file.path).read_bytes()
    page.unpublish()

    publish_deed(page=DeedPage.objects.get(pk=page.pk), user=None, now=NOON)

    assert status(before) == 200
    assert Path(page.image.file.path).read_bytes() == data
    assert len(shown(page)) == 1


@pytest.mark.parametrize("end", ["deleted", "another picture"])
def test_picture_that_no_live_page_shows_is_taken_out(page: DeedPage, end: str):
    if end == "deleted":
        page.delete()
    else:
        page.image, page.image_alt = None, ""
        page.save_revision().publish()

    assert public_files() == []


def test_draft_of_a_withdrawn_deed_can_still_be_looked_at(page: DeedPage, rf: Any):
    page.unpublish()
    withdrawn = DeedPage.objects.get(pk=page.pk)

    assert withdrawn.share_card().image == ""
    assert withdrawn.make_preview_request().status_code == 200
    assert public_files() == []


def test_full_disk_stops_the_publishing_and_leaves_no_half(
    picture: SubmissionPicture, monkeypatch: pytest.MonkeyPatch
):
    page = draft(picture)
    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", _full)

    with pytest.raises(PictureRefused), transaction.atomic():
        publish_deed(page=page, user=None, now=NOON)

    assert (DeedPage.objects.get(pk=page.pk).live, public_files()) == (False, [])


def _full(storage: Any, name: str, content: Any) -> str:
    path = Path(storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.read(10))
    raise OSError(28, "No space left on device")


# --- After a crash.


def test_sweep_takes_out_what_a_killed_process_left(page: DeedPage, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(transaction, "on_commit", lambda call, *args, **kwargs: None)
    page.unpublish()
    assert public_files() != []
    monkeypatch.undo()

    assert (settle_changed(), settle_changed()) == (1, 0)
    assert public_files() == []


def test_sweep_deletes_the_copy_of_a_publishing_that_was_undone(picture: SubmissionPicture):
    with transaction.atomic():
        publish_deed(page=draft(picture), user=None, now=NOON)
        transaction.set_rollback(True)
    assert public_files() == [SubmissionPicture.objects.get().public_name]

    assert (settle_files(), settle_files()) == (1, 0)
    assert public_files() == []


def test_sweep_brings_back_a_file_that_is_missing_or_half(page: DeedPage):
    path = Path(page.image.file.path)
    whole = path.read_bytes()
    path.write_bytes(whole[:50])

    assert (settle_files(), path.read_bytes()) == (1, whole)


def test_settling_any_number_of_times_changes_nothing_more(page: DeedPage, picture: SubmissionPicture):
    before = public_files()

    assert [settle(picture.pk) for _n in range(3)] == [True] * 3
    assert public_files() == before


def test_file_that_an_editor_put_in_its_place_is_the_one_that_comes_back(
    page: DeedPage, picture: SubmissionPicture
):
    image = page.image
    image.file = ImageFile(jpeg(comment=b"cropped"), name="cropped.jpg")
    image.file_size = image.file.size
    image.save()
    page.unpublish()
    assert [name for name in public_files() if "cropped" in name] == []

    publish_deed(page=DeedPage.objects.get(pk=page.pk), user=None, now=NOON)

    assert [name for name in public_files() if "cropped" in name] == [image.file.name]


def test_deeds_without_an_author_s_picture_cost_one_query_more(count_queries):
    from deeds.pictures.publishing import follow_pictures
    from tests.deeds.factories import DeedFactory

    deed = DeedFactory()

    assert count_queries(lambda: follow_pictures(deed)) == 1


# --- After an erasure.


def test_erasing_keeps_the_published_picture_without_who_took_it(page: DeedPage, picture: SubmissionPicture):
    page.save_revision()
    contact = SubmissionPicture.objects.get().submission.contact

    erase_contact(contact=contact, now=NOON)

    assert page.image.file.name in public_files()
    assert SubmissionPicture.objects.get().credit == ""
    assert DeedPage.objects.get(pk=page.pk).image_credit == ""
    assert [row for row in Revision.objects.all() if "Mallikas" in str(row.content)] == []


def test_media_folder_is_the_one_a_web_server_may_serve():
    assert not Path(settings.STORAGES["private"]["OPTIONS"]["location"]).is_relative_to(settings.MEDIA_ROOT)
