from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from podcasts.formats import MOST_DESCRIPTION_BYTES


def validate_feed_text(text: str) -> None:
    """PSP-1 counts bytes, and ä is two of them."""
    size = len(text.encode(errors="surrogatepass"))
    if size > MOST_DESCRIPTION_BYTES:
        problem = _("The text is %(size)s bytes long; podcast apps take 4,000. Shorten it.")
        raise ValidationError(problem % {"size": size})
