"""What podcasts hold of a person, and until when."""

from core import personal
from core.personal import Stays, Table

IN_FEED = (Stays("the feed names whose show it is"),)


def register() -> None:
    personal.register(
        Table(
            "tekotori_podcasts.PodcastPage",
            personal={"author owner_name owner_email copyright_holder": IN_FEED},
            others="feed_slug description artwork_alt share_image_alt",
        ),
        Table(
            "tekotori_podcasts.EpisodePage",
            others="summary notes artwork_alt mime_type transcript chapters share_image_alt",
        ),
    )
