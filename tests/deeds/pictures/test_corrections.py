import pytest
from django.db import transaction
from PIL import Image

from deeds.models import Deed, DeedPage
from deeds.pictures.services import store_picture
from deeds.versioning.correcting import apply_correction, start_correction
from tests.deeds.factories import NOON, DeedFactory
from tests.deeds.pictures.conftest import public_files
from tests.deeds.pictures.files import SIZE, file_of
from tests.deeds.test_authors import author
from tests.deeds.test_languages import in_swedish

pytestmark = pytest.mark.django_db


def corrected(deed: Deed, alt: str, colour: str, seen: int) -> DeedPage:
    """The deed's page after its author sent nothing but another picture."""
    draft = start_correction(author=deed.authors.first() or author(deed), now=NOON)
    picture = Image.new("RGB", SIZE, colour)
    store_picture(
        submission=draft, upload=file_of(picture), alt=alt, credit="Työpaikka", people_agreed=True, now=NOON
    )
    apply_correction(submission=draft, choices={}, seen_version=seen, user=None, now=NOON)
    type(draft).objects.filter(pk=draft.pk).update(state="accepted", submitted_at=NOON, decided_at=NOON)
    return DeedPage.objects.get(pk=deed.source_page_id)


def test_picture_of_a_correction_takes_the_place_of_the_one_before(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(transaction, "on_commit", lambda call, *args, **kwargs: call())
    deed = DeedFactory()
    first = corrected(deed, "Punainen", "red", seen=1)

    second = corrected(deed, "Vihreä", "green", seen=2)

    assert (first.image_alt, second.image_alt, second.image_credit) == ("Punainen", "Vihreä", "Työpaikka")
    assert public_files() == [second.image.file.name]


def test_picture_of_a_correction_is_described_on_each_page_in_its_language():
    deed = DeedFactory()
    in_swedish(deed)
    draft = start_correction(author=author(deed), now=NOON)
    store_picture(
        submission=draft, upload=file_of(Image.new("RGB", SIZE, "red")), alt="Punainen", credit="Työpaikka",
        people_agreed=True, other_alts={"sv": "Röd"}, now=NOON,
    )  # fmt: skip

    apply_correction(submission=draft, choices={}, seen_version=1, user=None, now=NOON)

    pages = DeedPage.objects.live().order_by("pk")
    assert [page.image_alt for page in pages] == ["Punainen", "Röd"]
    assert pages[0].image == pages[1].image is not None
