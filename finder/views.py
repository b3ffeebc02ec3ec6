"""The site's search page."""

from dataclasses import asdict
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_safe

from finder.search import find, hits_of
from finder.sources import finder_sources
from finder.suggesting import suggest

PAGE_SIZE = 20
LONGEST_SEARCH = 120


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """What a search box offers for the words that stand in it; `kind` narrows to one source."""
    kind = request.GET.get("kind", "")
    found = suggest(_asked(request), language=_language(), sources=[kind] if kind else None)
    total = len(found.words) + len(found.titles)
    said = ngettext("%(total)s suggestion", "%(total)s suggestions", total) % {"total": total}
    answer = JsonResponse({**asdict(found), "said": said})
    answer["Cache-Control"] = "no-store"  # what is withdrawn is offered nowhere
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _asked(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]


def _language() -> str:
    return (get_language() or "fi")[:2]


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Everything public that meets the words; `kind` narrows to one source. Without words only the form."""
    text, language = _asked(request), _language()
    kind = request.GET.get("kind", "")
    found = find(text)
    kinds = [
        (source.plural, f"?{urlencode({'q': text, 'kind': source.key})}", count, source.key == kind)
        for source in finder_sources
        if (count := sum(key == source.key for key, _ref in found.pairs))
    ]
    pairs = [pair for pair in found.pairs if kind in ("", pair[0])]
    page = Paginator(pairs, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "text": text,
        "kind": kind,
        "kinds": kinds if len(kinds) > 1 or kind else [],
        "all_url": f"?{urlencode({'q': text})}",
        "query": urlencode({"q": text, **({"kind": kind} if kind else {})}),
        "paginated": page,
        "corrected": found.search.corrected if found.pairs else "",
        "hits": hits_of(list(page.object_list), search=found.search, language=language),
        "total": len(pairs),
    }
    return render(request, "finder/search.html", context)
