from django.utils.translation import gettext_lazy as _

from articles.models import ArticlePage
from core.figures import Figure


def count() -> int:
    """Articles, not their translations: one article in three languages counts once."""
    return ArticlePage.objects.live().public().order_by().values("translation_key").distinct().count()


def recount() -> int:
    return len({page.translation_key for page in ArticlePage.objects.live().public()})


articles_published = Figure(
    key="articles.published", label=_("articles published"), number=count, recount=recount
)
