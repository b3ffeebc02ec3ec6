"""Who reads which newsletter, in which language and about what."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.validators import one_line


def new_key() -> str:
    """What links name a subscription by: says nothing of the person, of the order or of how many there are."""
    return uuid.uuid4().hex


class Newsletter(models.Model):
    """A publication that people subscribe to."""

    slug = models.SlugField(_("short name in addresses"), max_length=50, unique=True)
    name_fi = models.CharField(_("name in Finnish"), max_length=100, validators=[one_line])
    name_sv = models.CharField(_("name in Swedish"), max_length=100, validators=[one_line])
    name_en = models.CharField(_("name in English"), max_length=100, validators=[one_line])
    from_name = models.CharField(_("sender's name"), max_length=100, validators=[one_line])
    from_address = models.EmailField(_("sender's address"), max_length=320)
    reply_to = models.EmailField(_("address for replies"), max_length=320, blank=True)
    # One language's own, where it isn't the same for all.
    from_name_fi = models.CharField(
        _("sender's name in Finnish"), max_length=100, blank=True, validators=[one_line]
    )
    from_name_sv = models.CharField(
        _("sender's name in Swedish"), max_length=100, blank=True, validators=[one_line]
    )
    from_name_en = models.CharField(
        _("sender's name in English"), max_length=100, blank=True, validators=[one_line]
    )
    reply_to_fi = models.EmailField(_("address for replies in Finnish"), max_length=320, blank=True)
    reply_to_sv = models.EmailField(_("address for replies in Swedish"), max_length=320, blank=True)
    reply_to_en = models.EmailField(_("address for replies in English"), max_length=320, blank=True)
    counts_clicks = models.BooleanField(
        _("count how often links are opened"),
        default=False,
        help_text=_(
            "As a sum per link and day, never by reader. Each mail says so at its end; say it in the privacy notice too."
        ),
    )

    class Meta:
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        """The name in a language; English where the newsletter has no name in it."""
        name: str = getattr(self, f"name_{language}", self.name_en)
        return name

    def from_name_in(self, language: str) -> str:
        """The sender's name in a language, or the one for all."""
        return getattr(self, f"from_name_{language}", "") or self.from_name

    def reply_to_in(self, language: str) -> str:
        """The address for replies in a language, or the one for all; empty: the sender's own."""
        return getattr(self, f"reply_to_{language}", "") or self.reply_to

    @property
    def name(self) -> str:
        """The name in the active language."""
        return self.name_in(translation.get_language() or settings.LANGUAGE_CODE)


class SubscriptionState(models.TextChoices):
    PENDING = "pending", _("waiting for confirmation")
    ACTIVE = "active", _("confirmed")
    ENDED = "ended", _("ended")


class OtherLanguages(models.TextChoices):
    """What a reader wants of an item that their language does not have whole."""

    ANY = "any", _("yes, in the language that it was written in")
    LEAD = "lead", _("only with a lead in my language")
    OWN = "own", _("no, only what is wholly in my language")


class Subscription(models.Model):
    """One person's reading of one newsletter. Written by `newsletter.services.subscriptions` only."""

    wagtail_reference_index_ignore = True  # holds no content; spares a task per save

    newsletter = models.ForeignKey(
        Newsletter, verbose_name=_("newsletter"), on_delete=models.PROTECT, related_name="subscriptions"
    )
    contact = models.ForeignKey(
        "tekotori_contacts.Contact",
        verbose_name=_("contact"),
        on_delete=models.CASCADE,
        related_name="subscriptions",
    )
    key = models.CharField(_("name in links"), max_length=32, unique=True, default=new_key, editable=False)
    language = models.CharField(_("language"), max_length=12)
    other_languages = models.CharField(
        _("items in another language"),
        max_length=4,
        choices=OtherLanguages.choices,
        default=OtherLanguages.ANY,
    )
    state = models.CharField(_("state"), max_length=8, choices=SubscriptionState.choices)
    asked_at = models.DateTimeField(_("asked"))
    confirmed_at = models.DateTimeField(_("joined"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    paused_until = models.DateField(_("paused until"), null=True, blank=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(
                fields=["newsletter", "contact"], name="subscription_once_per_newsletter"
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(confirmed_at__isnull=False),
                name="subscription_active_is_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(ended_at__isnull=False), name="subscription_ended_has_a_time"
            ),
            models.CheckConstraint(
                condition=Q(other_languages__in=OtherLanguages.values),
                name="subscription_other_languages_known",
            ),
        ]
        indexes = [models.Index(fields=["newsletter", "state", "language"], name="subscription_audience")]

    def __str__(self) -> str:
        return f"subscription {self.pk}"

    @property
    def attributes(self) -> list[str]:
        """Keys of what the subscriber told of their work, sorted."""
        return sorted(row.key for row in self.attribute_rows.all())

    @property
    def topics(self) -> list[str]:
        """Keys of the chosen topics, sorted; none chosen means everything."""
        return sorted(row.key for row in self.topic_rows.all())


class SubscriptionTopic(models.Model):
    """A topic that a subscriber ticked. The key outlives the app that offered it; then it matches nothing."""

    wagtail_reference_index_ignore = True

    subscription = models.ForeignKey(
        Subscription, verbose_name=_("subscription"), on_delete=models.CASCADE, related_name="topic_rows"
    )
    key = models.CharField(_("topic"), max_length=100)

    class Meta:
        verbose_name = _("topic of a subscription")
        verbose_name_plural = _("topics of subscriptions")
        constraints = [
            models.UniqueConstraint(fields=["subscription", "key"], name="subscription_topic_once")
        ]
        indexes = [models.Index(fields=["key"], name="subscription_topic_key")]

    def __str__(self) -> str:
        return self.key


class SubscriptionAttribute(models.Model):
    """What a subscriber told of themselves, of their own will. Goes when the subscription ends."""

    wagtail_reference_index_ignore = True

    subscription = models.ForeignKey(
        Subscription, verbose_name=_("subscription"), on_delete=models.CASCADE, related_name="attribute_rows"
    )
    key = models.CharField(_("what was told"), max_length=100)

    class Meta:
        verbose_name = _("attribute of a subscription")
        verbose_name_plural = _("attributes of subscriptions")
        constraints = [
            models.UniqueConstraint(fields=["subscription", "key"], name="subscription_attribute_once")
        ]
        indexes = [models.Index(fields=["key"], name="subscription_attribute_key")]

    def __str__(self) -> str:
        return self.key
