"""What a ground refers to, in the words of a letter: a point of the terms, or a law by its name and number."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deeds.models import Ground

LAWS: dict[str, Promise] = {
    Ground.PERSONAL_DATA: _("the General Data Protection Regulation (EU) 2016/679 and the Data Protection Act (1050/2018)"),
    Ground.SECRET: _("the Act on the Openness of Government Activities (621/1999)"),
    Ground.COPYRIGHT: _("the Copyright Act (404/1961)"),
    Ground.INSULT: _("the Criminal Code (39/1889), chapters 11, 24 and 25"),
}  # fmt: skip
POINTS: dict[str, Promise] = {
    Ground.NOT_A_DEED: _("“What you can publish”"),
    Ground.NOT_CLEAR: _("“What a moderator looks at”"),
    Ground.DUPLICATE: _("“What a moderator looks at”"),
    Ground.NO_MANDATE: _("“Who is responsible for what”"),
    Ground.MISLEADING: _("“What you can publish”"),
    Ground.ADVERTISEMENT: _("“What you can publish”"),
}


def is_of_law(ground: str) -> bool:
    return ground in LAWS or ground == Ground.OTHER_LAW


def basis(ground: str) -> str:
    """On what the ground rests, as a sentence in the active language."""
    if ground in LAWS:
        return str(_("It rests on the law: %(law)s.") % {"law": LAWS[ground]})
    if ground == Ground.OTHER_LAW:
        return str(_("It rests on the law that the reasons name."))
    if ground in POINTS:
        return str(_("It rests on our terms of publishing, the part %(part)s.") % {"part": POINTS[ground]})
    return str(_("It rests on the part of our terms of publishing that the reasons name."))
