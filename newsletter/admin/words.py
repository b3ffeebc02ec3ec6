"""What editors read about a finding: what is wrong and what to do."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsletter.preflight import Finding, Outcome

HINTS = {
    "template": _("The mail cannot be made: its MJML has an error. Mend it in the block."),
    "size": _("The mail is so large that Gmail cuts it. Take items out."),
    "active-content": _(
        "The mail holds something that mail programs remove, such as a form or a script. Take it out."
    ),
    "subject-present": _("The subject is empty. Write one."),
    "preheader-present": _("The preheader is empty. Write the line that follows the subject in the inbox."),
    "one-line": _("The subject or preheader holds a line break or a control character. Write it anew."),
    "subject-length": _("The subject is longer than a phone shows. Put what matters first."),
    "subject-shouts": _("The subject shouts. Write it in small letters with one sign at its end at most."),
    "subject-answer": _("The subject begins as if the mail answered another one. Take the beginning out."),
    "preheader-length": _(
        "The preheader is shorter than the inbox shows, or longer. Write 20 to 140 characters."
    ),
    "preheader-repeats": _("The preheader repeats the subject. Say something more."),
    "title": _("The mail has no title. The template of the mail must be mended."),
    "items-present": _("The issue has no items. Choose some, or check that this is meant."),
    "items-public": _("A chosen item is not public any more. Take it out or publish it."),
    "items-once": _("An item stands in this mail more than once. Take one of them out."),
    "text-complete": _("A link of the mail is missing in its plain text. The template must be mended."),
    "text-words": _("A heading of the mail is missing in its plain text. The template must be mended."),
    "language-marked": _("The mail does not say which language it is in. The template must be mended."),
    "language-parts": _(
        "A part of the mail does not say which language it is in, or its direction. The template must be mended."
    ),
    "item-language": _("An item in another language is not marked as such. The template must be mended."),
    "translation": _(
        "A block has words in another language and none in this one. Translate it, or check that this is meant."
    ),
    "text-missing": _("The issue has no text in this language. Write one, or send without it."),
    "heading-order": _("The headings skip a level. Use them in order."),
    "heading-first": _("The mail has more than one main heading. Use a smaller heading for the others."),
    "heading-words": _("A heading is empty. Write it or take it out."),
    "table-role": _('A table for the layout does not say so. Give it role="presentation".'),
    "unfinished": _("Words that were to be replaced still stand there. Write the real ones."),
    "link-words": _("A link has no words. Write where it leads."),
    "link-words-unique": _("Different links have the same words. Say in each where it leads."),
    "link-words-vague": _(
        "A link does not say where it leads. Name the page instead of “read more” or “here”."
    ),
    "link-form": _(
        "The address of a link works nowhere but here, or not at all. Write it whole, with https."
    ),
    "link-encrypted": _("A link leads to a page without encryption. Try the address with https."),
    "link-answers": _("Nothing is at the address of a link. Correct it or take it out."),
    "link-draft": _("A link leads to a page that is not published. Publish it or take the link out."),
    "link-personal": _(
        "A link is one person's own, copied out of a mail: whoever follows it could act for them. Take it out."
    ),
    "image-alt": _("An image has no alternative text. Describe it, or mark it as decoration."),
    "image-alt-words": _(
        "An alternative text does not describe its picture: it is a file name, a mere “picture” or a tale. Say in one sentence what is seen."
    ),
    "image-weight": _("A picture is heavy to load. Use a smaller file."),
    "image-width": _("A picture has no width, or is shown wider than its file is. Use a larger file."),
    "third-party": _("The mail would load something from another site. Use a picture of our own."),
    "contrast": _(
        "A text is too pale or too dark against what is behind it. Choose colours that differ more."
    ),
    "contrast-dark": _(
        "In the dark theme a text does not stand out from what is behind it. Give it a colour for the dark."
    ),
    "dark": _("The mail brings no colours for the dark theme. The template must be mended."),
    "text-size": _("A text is smaller than 16 pixels. Make it larger."),
    "link-underlined": _("A link among other words is not underlined. Underline it."),
    "tokens-known": _("A placeholder would reach the reader unfilled. Take it out."),
    "tokens-head": _(
        "A placeholder stands in the subject or preheader, where nothing fills it. Take it out."
    ),
    "tokens-foreign": _(
        "This looks like a placeholder of another program. Take it out, or check that it is meant."
    ),
    "unsubscribe": _("The link to leave the list is missing. The template of the mail must be mended."),
    "unsubscribe-header": _(
        "The mail's header does not let mail programs leave the list with one click. Tell an administrator."
    ),
    "list-id": _("The mail's header does not name the list. Tell an administrator."),
    "preferences": _("The link to one's choices is missing. The template of the mail must be mended."),
    "sender-name": _(
        "The newsletter has no sender's name, or one that looks like an address. Write it among the newsletter's settings."
    ),
    "sender-address": _(
        "The sender's address or the one for replies is no address. Correct it among the newsletter's settings."
    ),
    "sender-free": _(
        "The sender's address belongs to a free mail service, in whose name nobody else may send. Use an address of your own domain."
    ),
    "sender-domain": _(
        "The sender's address is of another domain than the one that mail is sent from. Mail services may take it for a forgery."
    ),
    "sender-unread": _("Replies would go to an address that looks unread. Give one that somebody reads."),
    "sender-shown": _("The mail does not say who sends it. The template must be mended."),
    "reason": _("The mail does not say why its reader gets it. The template must be mended."),
    "privacy-notice": _("The newsletter has no public privacy notice. Choose one on its page."),
    "privacy-link": _("The link to the privacy notice is missing. The template of the mail must be mended."),
    "client-support": _("Some mail programs do not show this. Check that the mail can be read without it."),
}
# Where a rule could not look: what the editor can do instead. Rules of facts that are always there have none.
UNCHECKED = {
    "link-answers": _(
        "Nobody knows yet whether a link answers. Let the links be checked, or open it yourself."
    ),
    "image-weight": _("The size of a picture is not known. Look whether it loads fast."),
    "contrast": _("The colours of a text cannot be told. Look whether it can be read."),
    "contrast-dark": _(
        "The colours of a text in the dark theme cannot be told. Look whether it can be read."
    ),
}


def hint(finding: Finding) -> str:
    """The sentence for a finding; the rule's id for a rule of an app that brought no words."""
    if finding.outcome is Outcome.UNCHECKED:
        known = UNCHECKED.get(finding.rule)
        return (
            str(known) if known else gettext("This could not be checked: %(rule)s.") % {"rule": finding.rule}
        )
    return str(HINTS.get(finding.rule, finding.rule))
