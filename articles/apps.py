from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    label = "tekotori_articles"
    verbose_name = _("Article series")

    def ready(self) -> None:
        from django.db.models.signals import post_delete
        from wagtail.signals import page_published, page_unpublished

        from articles import personal
        from articles.figures import articles_published
        from articles.finding import ArticleFinderSource, forget_article, index_article
        from articles.models import ArticlePage
        from articles.sources import article_source, series_feeds
        from articles.topics import SERIES
        from core.facts import fact_groups
        from core.figures import figures
        from finder.sources import finder_sources
        from syndication.feeds import feeds
        from syndication.sources import sources

        personal.register()
        sources.register(article_source)
        feeds.register(series_feeds)
        figures.register(articles_published)
        fact_groups.register(SERIES)
        finder_sources.register(ArticleFinderSource())
        page_published.connect(index_article, sender=ArticlePage, dispatch_uid="articles.index")
        page_unpublished.connect(forget_article, sender=ArticlePage, dispatch_uid="articles.withdraw")
        post_delete.connect(forget_article, sender=ArticlePage, dispatch_uid="articles.delete")
