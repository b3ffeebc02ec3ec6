import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache

from contacts.services import get_or_create_contact
from core.private_files import private_storage
from deeds.models import DeedSubmission, SubmissionPicture
from deeds.pictures.services import store_picture
from tests.deeds.factories import NOON
from tests.deeds.pictures.files import jpeg

PRIVATE = Path(private_storage().location)


@pytest.fixture(autouse=True)
def folders() -> None:
    """Both places of files, empty; Wagtail keeps renditions in the cache by the image's number, which comes again."""
    cache.clear()
    for folder in (PRIVATE, Path(settings.MEDIA_ROOT)):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def submission(db: None) -> DeedSubmission:
    contact = get_or_create_contact(address="ada@example.org", language="fi", now=NOON)
    return DeedSubmission.objects.create(language="fi", contact=contact, created_at=NOON, changed_at=NOON)


@pytest.fixture
def picture(submission: DeedSubmission) -> SubmissionPicture:
    return store_picture(
        submission=submission,
        upload=jpeg(),
        alt="Kaksi ruutua",
        credit="Ada Mallikas",
        people_agreed=True,
        now=NOON,
    )


def files(folder: Path | None = None) -> list[str]:
    """Everything in a place of files: the private one, or the public one."""
    root = folder or PRIVATE
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def public_files() -> list[str]:
    return files(Path(settings.MEDIA_ROOT))
