"""Words of libraries that they do not have in Finnish and Swedish themselves. Nobody calls this module: it is where
`make messages` finds them, and our catalogue comes before theirs. Words that editors meet every day, no more."""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

DJANGO = (_("%s KB"), _("%s MB"))
WAGTAIL = (
    _("Search all pages…"),
    _("Exploring"),
    _("Wagtail %(current_version)s editor guide"),
    _("The page could not be created due to validation errors."),
    _("The page could not be saved due to validation errors."),
    _("Go to the first error"),
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
