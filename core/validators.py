"""Rules for text that forms and services share."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

# A line break in a subject or a name would begin a new header of the mail.
one_line = RegexValidator(r"\A[^\x00-\x1f\x7f]*\Z", _("Write this on one line, without control characters."))
