"""The picture that an author sends with a deed: private until an editor publishes it, and again when it is withdrawn."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string

from core.private_files import private_storage
from deeds.models.submissions import DeedSubmission

PUBLIC_FOLDER = "original_images"  # where Wagtail keeps what editors upload


def new_key() -> str:
    """A file's name that nobody guesses."""
    return secrets.token_hex(16)


class SubmissionPicture(models.Model):
    """`file` is the picture itself and stays in the private storage; the public one is a copy that comes and goes."""

    wagtail_reference_index_ignore = True

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    submission = models.ForeignKey(
        DeedSubmission,
        verbose_name=_("submission"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="pictures",
    )
    file = models.FileField(_("file"), storage=private_storage, max_length=100)
    alt = models.CharField(_("what is in the picture"), max_length=250)
    # language -> the same in the other languages of the deed
    other_alts = models.JSONField(default=dict)
    credit = models.CharField(_("who took or drew it"), max_length=120, blank=True)
    people_agreed = models.BooleanField(_("the people shown agreed"), default=False)
    content_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    size_bytes = models.PositiveIntegerField(_("size in bytes"))
    created_at = models.DateTimeField(_("sent"))
    image = models.OneToOneField(
        get_image_model_string(),
        verbose_name=_("image"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("In the library, once the deed is accepted."),
    )
    # Whether the copy stands in the public folder; a sweep compares it with what is live.
    is_public = models.BooleanField(_("public"), default=False)

    class Meta:
        verbose_name = _("picture of a submission")
        verbose_name_plural = _("pictures of submissions")
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(submission__isnull=False),
                name="submission_picture_once",
            )
        ]

    def __str__(self) -> str:
        return f"picture {self.pk}"

    def alt_in(self, language: str) -> str:
        """What is in it, in a language of the deed; where that was not said, in the author's own."""
        return str(self.other_alts.get(language) or self.alt)

    @property
    def public_name(self) -> str:
        """Always the same, so that its address stays and a copy that nobody knows of is found again."""
        return f"{PUBLIC_FOLDER}/teko-{self.key}.jpg"
