"""Words of libraries that they do not have in Finnish and Swedish themselves. Nobody calls this module: it is where
`make messages` finds them, and our catalogue comes before theirs. Words that editors meet every day, no more."""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

DJANGO = (_("%s KB"), _("%s MB"))
# Mails about the steps of a workflow; `%(model_name)s` is an issue of a newsletter.
WORKFLOW_MAILS = (
    _('The %(model_name)s "%(title)s" has been submitted for approval in moderation stage "%(task)s"'),
    _('The %(model_name)s "%(title)s" has been submitted for approval in moderation stage "%(task)s".'),
    _('The %(model_name)s "%(title)s" has been submitted for approval to moderation stage "%(task)s".'),
    _('The %(model_name)s "%(title)s" has been submitted for moderation to workflow "%(workflow)s".'),
    _(
        'The %(model_name)s "%(title)s" has been submitted for moderation to workflow "%(workflow)s" by '
        "%(requester)s."
    ),
    _('The %(model_name)s "%(title)s" has been submitted to workflow "%(workflow)s"'),
    _('The %(model_name)s "%(title)s" has been approved in workflow "%(workflow)s".'),
    _('The %(model_name)s "%(title)s" has been approved in "%(workflow)s".'),
    _('The %(model_name)s "%(title)s" has been rejected during "%(workflow)s".'),
    _('The %(model_name)s "%(title)s" has been rejected during "%(task)s" in workflow "%(workflow)s".'),
    _(
        'The %(model_name)s "%(title)s" has been rejected during "%(task)s" in workflow "%(workflow)s" by '
        "%(rejector)s."
    ),
    _("You can preview the %(model_name)s here:"),
    _("You can edit the %(model_name)s here:"),
    _('The following comment was left: "%(comment)s"'),
)
WAGTAIL = (
    _("Search all pages…"),
    _("Exploring"),
    _("Wagtail %(current_version)s editor guide"),
    _("The page could not be created due to validation errors."),
    _("The page could not be saved due to validation errors."),
    _("Go to the first error"),
    _("Sort menu order"),
    _("%(model_name)s '%(object)s' created."),
    _("%(model_name)s '%(object)s' updated."),
    # Lists of snippets.
    _("%(start_index)s-%(end_index)s of %(items_count)s %(model_name)s"),
    _("There are no %(model_name)s to display."),
    _('There are no %(model_name)s to display. Why not <a href="%(add_url)s">add one</a>?'),
    _("No %(model_name)s match your query."),
    _("Sort by '%(label)s' in ascending order."),
    _("Sort by '%(label)s' in descending order."),
    # What the editor says while it is open.
    _("Saved"),
    _("Autosave is paused"),
    _("Autosave is <span>paused</span>"),
    _("Currently viewing"),
    _("Currently idle"),
    _("You have unsaved changes in another window"),
    _("You saved a new version in another window"),
    _("View latest version"),
    _("There are validation errors, click save to highlight them."),
    _("Show issue"),
    _("Close dialog"),
    _("Toggle section"),
    _("Toggle status"),
    _("Toggle comments"),
    _("Toggle checks"),
    _("Toggle preview"),
    _("Toggle minimap"),
    _("Checks"),
    _("Content metrics"),
    _("Readability"),
    _("Used on"),
    _("Once live anyone can view"),
    _("Actions (footer)"),
    _("To be created by %(user)s"),
    _("A network error occurred"),
    _("More options for '%(title)s'"),
    _("Edit account avatar"),
    # The list of keys.
    _("Show keyboard shortcuts"),
    _("Keyboard shortcuts are currently enabled; manage your %(account_link)s to disable them."),
    _("Keyboard shortcuts are currently disabled; manage your %(account_link)s to enable them."),
    _("account"),
    _("Application"),
    _("Text editing"),
    _("Add or show comments"),
    _("Close modal dialogs (like this one)"),
)
WAGTAILMEDIA = (
    ngettext_lazy(
        '<span>%(total)s</span> Media file <span class="visuallyhidden w-sr-only">created in %(site_name)s</span>',
        '<span>%(total)s</span> Media files <span class="visuallyhidden w-sr-only">created in %(site_name)s</span>',
        1,
    ),
    ngettext_lazy("%(count)s media file", "%(count)s media files", 1),
    ngettext_lazy("There is %(counter)s match", "There are %(counter)s matches", 1),
    _("media"),
    _("Media"),
    _("media items"),
    _("Audio file"),
    _("Video file"),
    _("duration"),
    _("Duration in seconds"),
    _("thumbnail"),
    _("Add audio"),
    _("Add video"),
    _("Add audio or video"),
    _("Delete media file"),
    _("Are you sure you want to delete this media file?"),
    _("Filesize"),
    _("Usage"),
    _("Choose audio"),
    _("Choose video"),
    _("Choose a media item"),
    _("Choose another audio item"),
    _("Edit this audio item"),
    _("Search media files"),
    _("Media file '{0}' added."),
    _("Media file '{0}' updated"),
    _("Media file '{0}' deleted."),
    _("The media file could not be saved due to errors."),
    _("The media could not be saved due to errors."),
)
ALLAUTH = (
    _("You will receive a special code for a password-free sign-in."),
    _("Send me a sign-in code"),
    _("Sign-In Code"),
    _("Enter Sign-In Code"),
    _("A sign-in code has been sent to %(recipient)s."),
)
WAGTAIL_LOCALIZE = (
    _("Locales"),
    _("{} locales"),
    _("Translation of %(instance)s into %(locale)s"),
    _("Published '{object}' in {locale}."),
    _("Published '{object}' in {locale} with missing translations - see below."),
    _("The page '{page_title}' was successfully submitted for translation into {locales}"),
    ngettext_lazy("Include subtree ({} page)", "Include subtree ({} pages)", 1),
)
# The translation screen is drawn by a script, which asks for its words as cms/translating.py answers.
WAGTAIL_LOCALIZE_SCRIPT = (
    _("Convert to alias page"),
    _("Publish in "),
    _("Uses %s version"),
    _("Revert to %s version"),
    _("Stop Synced translation"),
    _("Stopping Synced translation"),
    _("segments translated"),
    _("Applying editor lock"),
    _("Removing editor lock"),
)
