"""What article series hold of a person, and until when."""

from core import personal
from core.personal import Stays, Table


def register() -> None:
    personal.register(
        Table("tekotori_articles.SeriesPage", others="code intro image_alt share_image_alt"),
        Table(
            "tekotori_articles.ArticlePage",
            personal={"authors": (Stays("the article names who wrote it"),)},
            others="intro image_alt body share_image_alt",
        ),
    )
