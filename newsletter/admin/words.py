"""What editors read about a finding: what is wrong and what to do."""

from django.utils.translation import gettext_lazy as _

from newsletter.preflight import Finding

HINTS = {
    "subject-present": _("The subject is empty. Write one."),
    "preheader-present": _("The preheader is empty. Write the line that follows the subject in the inbox."),
    "one-line": _("The subject or preheader holds a line break or a control character. Write it anew."),
    "subject-length": _("The subject is longer than a phone shows. Put what matters first."),
    "size": _("The mail is so large that Gmail cuts it. Take items out."),
    "items-present": _("The issue has no items. Choose some, or check that this is meant."),
    "items-public": _("A chosen item is not public any more. Take it out or publish it."),
    "items-once": _("An item stands in this mail more than once. Take one of them out."),
    "image-alt": _("An image has no alternative text. Describe it, or mark it as decoration."),
    "third-party": _("The mail would load something from another site. Use a picture of our own."),
    "tokens-known": _("A placeholder would reach the reader unfilled. Take it out."),
    "unsubscribe": _("The link to leave the list is missing. The template of the mail must be mended."),
    "link-words": _("A link has no words. Write where it leads."),
    "link-words-unique": _("Different links have the same words. Say in each where it leads."),
    "text-complete": _("A link of the mail is missing in its plain text. The template must be mended."),
    "language-marked": _("The mail does not say which language it is in. The template must be mended."),
    "heading-order": _("The headings skip a level. Use them in order."),
}


def hint(finding: Finding) -> str:
    """The sentence for a finding; the rule's id for a rule of an app that brought no words."""
    return str(HINTS.get(finding.rule, finding.rule))
