"""Sums by day: openings of the links of a mail, and who left by a link in an issue. Nobody is in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from newsletter.models.issues import Compilation, Issue


class MailLink(models.Model):
    """One address that a sent mail leads to, and the code by which that mail names it: the same for every reader."""

    wagtail_reference_index_ignore = True

    compilation = models.ForeignKey(Compilation, on_delete=models.CASCADE, related_name="mail_links")
    code = models.CharField(_("code"), max_length=12, unique=True)
    url = models.TextField(_("address"))
    words = models.CharField(_("words of the link"), max_length=200, blank=True)
    place = models.PositiveSmallIntegerField(_("place in the mail"))  # from the top

    class Meta:
        verbose_name = _("link of a mail")
        verbose_name_plural = _("links of mails")
        ordering = ["compilation", "place"]
        constraints = [
            models.UniqueConstraint(fields=["compilation", "url"], name="mail_link_once_per_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.url}"


class LinkOpenings(models.Model):
    """How often one link of a mail was opened on a day: by people as far as one can tell, and by programs."""

    wagtail_reference_index_ignore = True

    link = models.ForeignKey(MailLink, on_delete=models.CASCADE, related_name="openings")
    day_date = models.DateField(_("day"))
    people = models.IntegerField(_("opened by people"), default=0)
    programs = models.IntegerField(_("opened by programs"), default=0)

    class Meta:
        verbose_name = _("openings of a link on a day")
        verbose_name_plural = _("openings of links on days")
        constraints = [
            models.UniqueConstraint(fields=["link", "day_date"], name="link_openings_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.link_id} {self.day_date}: {self.people} + {self.programs}"


class IssueLeavings(models.Model):
    """How many left the newsletter on a day by a link in one issue, by their language."""

    wagtail_reference_index_ignore = True

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="leavings")
    language = models.CharField(_("language"), max_length=12)
    day_date = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("left"), default=0)

    class Meta:
        verbose_name = _("leavings on a day")
        verbose_name_plural = _("leavings on days")
        constraints = [
            models.UniqueConstraint(fields=["issue", "language", "day_date"], name="leavings_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.language} {self.day_date}: {self.count}"
