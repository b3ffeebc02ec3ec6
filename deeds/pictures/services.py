"""Every write of authors' pictures: kept, taken away, and put into the library when a deed is accepted."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import IO, TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q
from wagtail.images import get_image_model
from wagtail.models import Collection
from wagtail.utils.file import hash_filelike
from wagtail_localize.models import TranslationSource

from core.html import clean_words
from core.private_files import private_storage
from deeds import screening
from deeds.models import Decision, DeedPage, DeedSubmission, SubmissionPicture
from deeds.pictures.errors import PictureRefused
from deeds.pictures.reading import CONTENT_TYPE, CleanPicture, clean_picture

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from wagtail.images.models import AbstractImage

FOLDER = "pictures"
COLLECTION = "Pictures sent with deeds"


def picture_of(submission: DeedSubmission) -> SubmissionPicture | None:
    return submission.pictures.first()


def store_picture(
    *,
    submission: DeedSubmission,
    upload: IO[bytes],
    alt: str,
    credit: str,
    people_agreed: bool,
    other_alts: Mapping[str, str] | None = None,
    now: datetime,
) -> SubmissionPicture:
    """Keep the picture of a submission, in place of the one that it had.

    `other_alts` says in each other language of the deed what is in it. Raises PictureRefused with a translated sentence; then the picture that was there stays.
    """
    words = _checked(submission, alt, credit, people_agreed, other_alts or {})
    # Outside the transaction: a large picture takes a second, for which nobody else should wait.
    clean = clean_picture(upload)
    with transaction.atomic():
        # Of two uploads at once the later one stays, and neither makes a second row.
        DeedSubmission.objects.select_for_update().get(pk=submission.pk)
        for old in submission.pictures.all():
            remove_picture(picture=old)
        picture = SubmissionPicture(
            submission=submission,
            **words,
            people_agreed=people_agreed,
            content_type=CONTENT_TYPE,
            width=clean.width,
            height=clean.height,
            size_bytes=len(clean.data),
            created_at=now,
        )
        picture.file.name = _save(picture, clean)
        picture.save()
    return picture


@transaction.atomic
def describe_picture(
    *,
    picture: SubmissionPicture,
    alt: str,
    credit: str,
    people_agreed: bool,
    other_alts: Mapping[str, str] | None = None,
) -> None:
    """Other words for the same picture. Raises PictureRefused."""
    assert picture.submission is not None  # noqa: S101 — only a submission's author describes its picture
    words = _checked(picture.submission, alt, credit, people_agreed, other_alts or {})
    for name, value in {**words, "people_agreed": people_agreed}.items():
        setattr(picture, name, value)
    picture.save(update_fields=[*words, "people_agreed"])


def _checked(
    submission: DeedSubmission, alt: str, credit: str, people_agreed: bool, other_alts: Mapping[str, str]
) -> dict[str, Any]:
    """The words as they are kept."""
    alt, credit = clean_words((" ".join(alt.split())[:250], " ".join(credit.split())[:120]))
    others = clean_words({code: " ".join(text.split())[:250] for code, text in other_alts.items()})
    others = {code: text for code, text in others.items() if text and code != submission.language}
    if not alt:
        raise PictureRefused("alt")
    if not people_agreed:
        raise PictureRefused("people")
    texts = {code: {"image_alt": text} for code, text in others.items()}
    if screening.refusals({submission.language: {"image_alt": alt, "image_credit": credit}, **texts}):
        raise PictureRefused("identity")
    return {"alt": alt, "credit": credit, "other_alts": others}


def _save(picture: SubmissionPicture, clean: CleanPicture) -> str:
    """Write the file whole or not at all; returns its name."""
    name, storage = f"{FOLDER}/{picture.key}.jpg", private_storage()
    try:
        return storage.save(name, ContentFile(clean.data))
    except OSError as error:
        storage.delete(name)  # what was written before the disk was full
        raise PictureRefused("disk") from error


@transaction.atomic
def remove_picture(*, picture: SubmissionPicture) -> None:
    """Take a picture away. One that is in the library stays there, as do the rights that go with it: delete it there."""
    if picture.image_id is not None:
        picture.submission = None
        picture.save(update_fields=["submission"])
        return
    name = str(picture.file.name)
    picture.delete()
    # After the commit: a transaction that is undone must find the file again.
    transaction.on_commit(partial(private_storage().delete, name))


@transaction.atomic
def publish_picture(
    *,
    picture: SubmissionPicture,
    page_title: str,
    user: "AbstractBaseUser | None",
    now: datetime,
) -> "AbstractImage":
    """An image of the library for a deed's page; the same one if it is asked for again.

    Its file comes into the public folder when a live page uses it (`deeds.pictures.publishing`), not before.
    """
    if picture.image is not None:
        return picture.image
    with picture.file.open("rb") as file:
        digest = hash_filelike(file)
    image = get_image_model()(
        title=page_title[:255],
        description=picture.alt[:255],
        file=picture.public_name,
        width=picture.width,
        height=picture.height,
        file_size=picture.size_bytes,
        file_hash=digest,
        created_at=now,
        uploaded_by_user=user,
        collection=_collection(),
    )
    image.save()
    picture.image = image
    picture.save(update_fields=["image"])
    return image


def _collection() -> Collection:
    root = Collection.get_first_root_node()
    return root.get_children().filter(name=COLLECTION).first() or root.add_child(name=COLLECTION)


def forget_person(*, picture: SubmissionPicture) -> None:
    """Keep a published picture with the organisation's deed, without who took it: on pages, in their history, in decisions."""
    SubmissionPicture.objects.filter(pk=picture.pk).update(credit="")
    if picture.image_id is None or not picture.credit:
        return
    pages = DeedPage.objects.filter(_shows_or_showed(picture))
    pages.filter(image_credit=picture.credit).update(image_credit="")
    for page in pages:
        _forget_in_history(page, picture.credit)
    _forget_in_decisions(picture)


def _shows_or_showed(picture: SubmissionPicture) -> Q:
    """Pages with the picture, and those of its deed, from which it may have been taken off."""
    found = Q(image=picture.image_id)
    deed = picture.submission.deed if picture.submission else None
    return found | Q(translation_key=deed.translation_key) if deed else found


def _forget_in_history(page: DeedPage, credit: str) -> None:
    for revision in page.revisions.all():
        if revision.content.get("image_credit") == credit:
            revision.content = revision.content | {"image_credit": ""}
            type(revision).objects.filter(pk=revision.pk).update(content=revision.content)
    # What translations are made from is a copy of the page as text.
    for source in TranslationSource.objects.filter(object_id=page.translation_key):
        content = json.loads(source.content_json)
        if content.get("image_credit") == credit:
            copy = json.dumps(content | {"image_credit": ""}, cls=DjangoJSONEncoder)
            TranslationSource.objects.filter(pk=source.pk).update(content_json=copy)


def _forget_in_decisions(picture: SubmissionPicture) -> None:
    """A decision that hid the picture remembers what stood beside it, to bring it back."""
    for decision in Decision.objects.filter(hidden__has_key="pictures"):
        kept = decision.hidden["pictures"]
        named = [values for values in kept.values() if values.get("image_id") == picture.image_id]
        for values in named:
            values["image_credit"] = ""
        if named:
            Decision.objects.filter(pk=decision.pk).update(hidden=decision.hidden)
