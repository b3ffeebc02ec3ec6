"""Which pictures stand in the public folder: those that a live deed shows, and no others.

The private file is the original, the public one a copy. So that a web server may hand out /media/ by itself, what is
withdrawn is not guarded but gone: the copy and every rendition. A sweep compares files with what is live.
"""

from functools import partial
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.crypto import get_random_string

from core.private_files import private_storage
from deeds.models import Deed, DeedPage, SubmissionPicture
from deeds.pictures.errors import PictureRefused


def with_wanted() -> "QuerySet[Any]":
    """Pictures in the library, each with `is_wanted`: whether a live page shows it."""
    live = DeedPage.objects.live().filter(image=OuterRef("image"))
    return SubmissionPicture.objects.filter(image__isnull=False).annotate(is_wanted=Exists(live))


def follow_pictures(deed: Deed) -> None:
    """In the transaction that publishes or withdraws a deed, or gives it another picture."""
    own = DeedPage.objects.filter(translation_key=deed.translation_key, image__isnull=False)
    pictures = with_wanted().filter(Q(submission__deed=deed) | Q(image__in=own.values("image")))
    for picture in pictures.select_related("image"):
        if picture.is_wanted:
            show(picture)  # before the commit, so that no page is live without its picture
        elif picture.is_public:
            # After it: if all is undone, the picture must still be there.
            transaction.on_commit(partial(settle, picture.pk))


@transaction.atomic
def settle(pk: int) -> bool:
    """Let one picture's files agree with what is live now; whether it is public. Any number of times."""
    SubmissionPicture.objects.select_for_update().filter(pk=pk).first()
    picture = with_wanted().select_related("image").filter(pk=pk).first()
    if picture is None:
        return False
    if picture.is_wanted:
        show(picture)
    else:
        hide(picture)
    return bool(picture.is_wanted)


def show(picture: SubmissionPicture) -> None:
    """Raises PictureRefused("disk") if there is no room; then no half of it stays."""
    image: Any = picture.image
    storage: Storage = image.file.storage
    name = image.file.name
    if not _is_whole(storage, name, image):
        storage.delete(name)  # the half that a killed process left
        _copy(picture, storage, name)
    if not picture.is_public:
        picture.is_public = True
        picture.save(update_fields=["is_public"])


def _is_whole(storage: Storage, name: str, image: Any) -> bool:
    return storage.exists(name) and storage.size(name) == image.file_size


def _copy(picture: SubmissionPicture, storage: Storage, name: str) -> None:
    try:
        with picture.file.open("rb") as original:
            written = storage.save(name, File(original))
    except OSError as error:
        storage.delete(name)
        raise PictureRefused("disk") from error
    if written != name:
        storage.delete(written)  # another process was quicker, and its copy is the same


def hide(picture: SubmissionPicture) -> None:
    image: Any = picture.image
    storage: Storage = image.file.storage
    _keep(picture, storage, image)
    for rendition in image.renditions.all():
        # At once: Wagtail's own clean-up waits for a worker.
        rendition.file.storage.delete(rendition.file.name)
        rendition.delete()
    storage.delete(image.file.name)
    if picture.is_public:
        picture.is_public = False
        picture.save(update_fields=["is_public"])


def _keep(picture: SubmissionPicture, storage: Storage, image: Any) -> None:
    """An editor may have put another file in its place: then that one is the original from now on."""
    if image.file.name == picture.public_name and image.file_size == picture.size_bytes:
        return
    if not storage.exists(image.file.name):
        return
    old = str(picture.file.name)
    with storage.open(image.file.name) as file:
        data = file.read()
    picture.file.name = private_storage().save(
        f"pictures/{picture.key}-{get_random_string(6).lower()}", ContentFile(data)
    )
    picture.size_bytes = len(data)
    picture.save(update_fields=["file", "size_bytes"])
    transaction.on_commit(partial(private_storage().delete, old))


def settle_changed() -> int:
    """Make good what a killed process left: rows whose state is not what is live."""
    changed = with_wanted().filter(Q(is_wanted=True, is_public=False) | Q(is_wanted=False, is_public=True))
    pks = list(changed.values_list("pk", flat=True))
    for pk in pks:
        settle(pk)
    return len(pks)


def settle_files() -> int:
    """Look at every file as well: copies of what never was published, and copies that are missing."""
    wrong = 0
    for picture in SubmissionPicture.objects.filter(image__isnull=True).iterator():
        # A publishing that was undone after the copy was made.
        if default_storage.exists(picture.public_name):
            default_storage.delete(picture.public_name)
            wrong += 1
    for picture in with_wanted().select_related("image").iterator():
        image: Any = picture.image
        if _is_whole(image.file.storage, image.file.name, image) != picture.is_wanted:
            settle(picture.pk)
            wrong += 1
    return wrong
