from wagtail.models import PageManager
from wagtail.query import PageQuerySet


class ArticleQuerySet(PageQuerySet):
    def in_order(self) -> "ArticleQuerySet":
        """As they are read: by part, then by place in the tree."""
        return self.order_by("part", "path")

    def in_language(self, language: str) -> "ArticleQuerySet":
        return self.filter(locale__language_code=language)

    def originals(self) -> "ArticleQuerySet":
        """Without aliases: they show another page's words."""
        return self.filter(alias_of__isnull=True)


ArticleManager = PageManager.from_queryset(ArticleQuerySet)
