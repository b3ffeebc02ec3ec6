"""Collections: deeds that editors put side by side, in an order, under a title."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from deeds.models.rows import Deed
from deeds.models.words import Words, columns_of, words_in
from deeds.screening.guard import refuse_identity_codes

TITLE_LENGTH, INTRODUCTION_LENGTH = 90, 600


class DeedCollection(ClusterableModel):
    """Readers see a collection once it is published, and of its deeds those that are published now."""

    wagtail_reference_index_ignore = True  # names nothing but its deeds

    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        help_text=_("The end of its address, the same in every language."),
    )
    title_fi = models.CharField(_("title in Finnish"), max_length=TITLE_LENGTH)
    title_sv = models.CharField(_("title in Swedish"), max_length=TITLE_LENGTH, blank=True)
    title_en = models.CharField(_("title in English"), max_length=TITLE_LENGTH, blank=True)
    introduction_fi = models.TextField(
        _("introduction in Finnish"),
        max_length=INTRODUCTION_LENGTH,
        help_text=_("What these deeds have in common, and for whom they are."),
    )
    introduction_sv = models.TextField(
        _("introduction in Swedish"), max_length=INTRODUCTION_LENGTH, blank=True
    )
    introduction_en = models.TextField(
        _("introduction in English"), max_length=INTRODUCTION_LENGTH, blank=True
    )
    is_published = models.BooleanField(_("published"), default=False)
    changed_at = models.DateTimeField(_("changed"), editable=False)

    class Meta:
        verbose_name = _("collection of deeds")
        verbose_name_plural = _("collections of deeds")
        ordering = ["-changed_at", "pk"]

    def __str__(self) -> str:
        return self.title_fi

    def clean(self) -> None:
        super().clean()
        refuse_identity_codes(**columns_of(self, "title", "introduction"))

    def title_in(self, language: str) -> Words:
        return words_in(self, "title", language)

    def introduction_in(self, language: str) -> Words:
        return words_in(self, "introduction", language)


class CollectedDeed(Orderable):
    """A deed's place in a collection."""

    wagtail_reference_index_ignore = True

    collection = ParentalKey(DeedCollection, on_delete=models.CASCADE, related_name="entries")
    deed = models.ForeignKey(Deed, verbose_name=_("deed"), on_delete=models.CASCADE, related_name="collected")

    class Meta(Orderable.Meta):
        verbose_name = _("deed of a collection")
        verbose_name_plural = _("deeds of a collection")
        constraints = [
            models.UniqueConstraint(fields=["collection", "deed"], name="collection_has_a_deed_once")
        ]

    def __str__(self) -> str:
        return f"{self.collection_id} {self.deed_id}"
