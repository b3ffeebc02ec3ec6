"""The end of pictures that nobody needs any more, and of files that no row names."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from core.private_files import private_storage
from core.tasks import Sweep
from deeds.models import DeedSubmission, SubmissionPicture
from deeds.pictures.publishing import settle_changed, settle_files
from deeds.pictures.services import FOLDER, remove_picture

UNCHOSEN_FOR = timedelta(days=1)  # a picture that the moderator left out of an accepted deed
STRAY_FOR = timedelta(days=1)  # longer than any upload takes


def remove_unneeded(*, now: datetime) -> int:
    """Pictures outside the library of submissions that are gone, emptied, expired, or accepted without them."""
    ended = (
        Q(submission=None) | Q(submission__contact=None) | Q(submission__state=DeedSubmission.State.EXPIRED)
    )
    left_out = Q(
        submission__state=DeedSubmission.State.ACCEPTED, submission__decided_at__lte=now - UNCHOSEN_FOR
    )
    rows = list(SubmissionPicture.objects.filter(ended | left_out, image=None))
    for row in rows:
        remove_picture(picture=row)
    return len(rows)


def delete_stray_files(*, now: datetime) -> int:
    """Files of the private storage that no row names: what a killed process left."""
    storage = private_storage()
    if not storage.exists(FOLDER):
        return 0
    named = set(SubmissionPicture.objects.values_list("file", flat=True))
    names = [f"{FOLDER}/{name}" for name in storage.listdir(FOLDER)[1]]
    stray = [
        name for name in names if name not in named and storage.get_modified_time(name) <= now - STRAY_FOR
    ]
    for name in stray:
        storage.delete(name)
    return len(stray)


@task()
def settle_pictures() -> None:
    settle_changed()


@task()
def check_picture_files() -> None:
    remove_unneeded(now=timezone.now())
    settle_files()
    delete_stray_files(now=timezone.now())


SETTLE_PICTURES = Sweep(key="deeds.settle_pictures", cron="*/5 * * * *", task=settle_pictures)
CHECK_PICTURE_FILES = Sweep(key="deeds.check_picture_files", cron="10 4 * * *", task=check_picture_files)
