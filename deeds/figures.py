"""Numbers of the square of deeds. Counts count deeds, not pages; each has a recount from the rows themselves."""

from collections.abc import Callable

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from core.figures import Figure, figures
from deeds.models import Deed, DeedPage
from registers.models import Sector


def published() -> int:
    return Deed.objects.live().count()


def recount_published() -> int:
    """From the pages: the source pages that are public now."""
    sources = set(Deed.objects.values_list("source_page", flat=True))
    return sum(page in sources for page in DeedPage.objects.live().values_list("pk", flat=True))


def organisations() -> int:
    return Deed.objects.live().order_by().values("organisation").distinct().count()


def recount_organisations() -> int:
    sources = {deed.source_page_id for deed in Deed.objects.all()}
    return len({page.organisation_id for page in DeedPage.objects.live() if page.pk in sources})


def by_sector(code: str) -> Callable[[], int]:
    return lambda: Deed.objects.live().filter(sectors__code=code).count()


def recount_by_sector(code: str) -> Callable[[], int]:
    def recount() -> int:
        sources = {deed.source_page_id for deed in Deed.objects.all()}
        pages = DeedPage.objects.live().prefetch_related("sectors")
        return sum(page.pk in sources and code in {row.code for row in page.sectors.all()} for page in pages)

    return recount


def whole_organisation() -> int:
    return Deed.objects.live().filter(whole_organisation=True).count()


def recount_whole_organisation() -> int:
    sources = {deed.source_page_id for deed in Deed.objects.all()}
    return sum(page.whole_organisation and page.pk in sources for page in DeedPage.objects.live())


def sector_counts() -> dict[str, int]:
    """Published deeds per sector, the sectors without any too, and "whole" for the whole organisation."""
    from deeds.asking import Question, count

    counts = count(Question(), language="fi", only=["sector"]).by_facet.get("sector", {})
    codes = Sector.objects.filter(valid_to__isnull=True).values_list("code", flat=True)
    return dict.fromkeys(codes, 0) | dict(counts)


# The sectors of the project's own file; figures are registered before the database may be asked.
SECTOR_CODES = (
    "administration",
    "business",
    "culture-leisure",
    "education",
    "food-cleaning",
    "social-health",
    "technical",
)


def sector_name(code: str) -> str:
    row = Sector.objects.filter(code=code).first()
    return row.name if row else code


# The name in the active language, read when it is shown.
sector_label = lazy(sector_name, str)


def register_figures() -> None:
    figures.register(Figure("deeds.published", _("deeds published"), published, recount_published))
    figures.register(
        Figure("deeds.organisations", _("organisations with a deed"), organisations, recount_organisations)
    )
    figures.register(
        Figure(
            "deeds.by_sector.whole", _("Whole organisation"), whole_organisation, recount_whole_organisation
        )
    )
    for code in SECTOR_CODES:
        label = sector_label(code)
        figures.register(Figure(f"deeds.by_sector.{code}", label, by_sector(code), recount_by_sector(code)))
