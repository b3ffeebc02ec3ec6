"""Articles in the search index: kept up as pages are published, withdrawn and deleted."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from articles.models import ArticlePage
from articles.sources import article_source, is_uuid
from core.rendering import render_stream
from finder.services import index_document, remove_document
from finder.sources import Document, Result


def article_document(page: ArticlePage) -> Document:
    return Document(
        source="article",
        ref=str(page.translation_key),
        language=page.locale.language_code,
        title=page.title,
        text=f"{page.intro}\n\n{render_stream(page.body, 'text')}",
    )


class ArticleFinderSource:
    key = "article"
    label = _("Article")
    plural = _("Articles")

    def documents(self) -> Iterator[Document]:
        pages = ArticlePage.objects.live().public().originals().select_related("locale").order_by("pk")
        return (article_document(page) for page in pages.iterator(chunk_size=100))

    def public(self, refs: Sequence[str]) -> set[str]:
        pages = ArticlePage.objects.live().public().originals()
        keys = pages.filter(translation_key__in=[ref for ref in refs if is_uuid(ref)])
        return {str(key) for key in keys.values_list("translation_key", flat=True)}

    def results(self, refs: Sequence[str], *, language: str) -> dict[str, Result]:
        found = article_source.best_pages(refs, language=language)
        return {
            ref: Result(page.title, page.url or "", page.locale.language_code, page.intro)
            for ref, page in found.items()
        }


def index_article(sender: type[ArticlePage], instance: ArticlePage, **kwargs: Any) -> None:
    """After publishing; a private or aliased article is not to be found by its words."""
    if instance.alias_of_id is None and not instance.get_view_restrictions().exists():
        index_document(article_document(instance))


def forget_article(sender: type[ArticlePage], instance: ArticlePage, **kwargs: Any) -> None:
    """After unpublishing or deleting one language; the others stay."""
    others = (
        ArticlePage.objects.filter(translation_key=instance.translation_key).live().exclude(pk=instance.pk)
    )
    keep = list(others.values_list("locale__language_code", flat=True))
    remove_document(source="article", ref=str(instance.translation_key), keep=keep)
