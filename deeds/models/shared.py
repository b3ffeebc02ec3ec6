"""What is the same in every language of a deed: edited on its source page, kept for readers on its Deed row."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# Who took part: the field of each group. The order is the one shown.
PARTICIPANTS = {
    "management": "with_management",
    "supervisors": "with_supervisors",
    "staff": "with_staff",
    "clients": "with_clients",
    "partners": "with_partners",
}
SHARED_FIELDS = (
    "organisation",
    "programme_goal",
    "inspired_by",
    "start_date",
    "end_date",
    "whole_organisation",
    "stage",
    "scale",
    "cost_band",
    "hours_band",
    "licence",
    *PARTICIPANTS.values(),
)
SHARED_RELATIONS = ("sectors", "themes", "client_groups", "municipalities")


class Stage(models.TextChoices):
    TRIAL = "trial", _("trial")
    IN_USE = "in_use", _("in use")
    ESTABLISHED = "established", _("established")
    ENDED = "ended", _("ended")


class Scale(models.TextChoices):
    SMALL = "small", _("small: one team")
    MEDIUM = "medium", _("medium: one unit or service")
    LARGE = "large", _("large: several units or the whole organisation")


class CostBand(models.TextChoices):
    NONE = "none", _("no costs")
    UP_TO_5000 = "up-to-5000", _("up to 5,000 euros")
    UP_TO_50000 = "up-to-50000", _("5,000 to 50,000 euros")
    MORE = "more", _("over 50,000 euros")


class HoursBand(models.TextChoices):
    UP_TO_40 = "up-to-40", _("up to 40 hours")
    UP_TO_200 = "up-to-200", _("40 to 200 hours")
    UP_TO_1000 = "up-to-1000", _("200 to 1,000 hours")
    MORE = "more", _("over 1,000 hours")


class Licence(models.TextChoices):
    CC_BY_4 = "CC-BY-4.0", _("CC BY 4.0")


LICENCE_URLS = {Licence.CC_BY_4: "https://creativecommons.org/licenses/by/4.0/"}


class SharedDeedFields(models.Model):
    """Single values that are the same in every language. Relations to many stand on each model (SHARED_RELATIONS)."""

    organisation = models.ForeignKey(
        "tekotori_registers.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="%(class)ss",
        help_text=_("The employer whose deed this is."),
    )
    programme_goal = models.ForeignKey(
        "tekotori_registers.Goal",
        verbose_name=_("programme goal"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
        help_text=_("The goal that this deed serves most."),
    )
    inspired_by = models.ForeignKey(
        "tekotori_deeds.Deed",
        verbose_name=_("inspired by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="inspired_%(class)ss",
        help_text=_("Another deed that gave the idea."),
    )
    start_date = models.DateField(
        _("start date"), null=True, blank=True, help_text=_("When the work began. The year filter uses it.")
    )
    end_date = models.DateField(
        _("end date"), null=True, blank=True, help_text=_("Leave empty if it goes on.")
    )
    whole_organisation = models.BooleanField(
        _("whole organisation"),
        default=False,
        help_text=_("The deed concerns every sector of the organisation."),
    )
    # Empty where nobody has said it: a guess would be counted, filtered and exported as the author's word.
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices, blank=True)
    scale = models.CharField(_("scale"), max_length=20, choices=Scale.choices, blank=True)
    cost_band = models.CharField(_("costs"), max_length=20, choices=CostBand.choices, blank=True)
    hours_band = models.CharField(_("hours of work"), max_length=20, choices=HoursBand.choices, blank=True)
    with_management = models.BooleanField(_("management"), default=False)
    with_supervisors = models.BooleanField(_("supervisors"), default=False)
    with_staff = models.BooleanField(_("staff"), default=False)
    with_clients = models.BooleanField(_("clients"), default=False)
    with_partners = models.BooleanField(_("partners"), default=False)
    licence = models.CharField(
        _("licence"),
        max_length=20,
        choices=Licence.choices,
        default=Licence.CC_BY_4,
        help_text=_("Under which others may copy the deed."),
    )

    class Meta:
        abstract = True

    @property
    def participants(self) -> list[str]:
        """Codes of those who took part: "management", "staff", ..."""
        return [code for code, field in PARTICIPANTS.items() if getattr(self, field)]

    @property
    def licence_url(self) -> str:
        return LICENCE_URLS[Licence(self.licence)]
