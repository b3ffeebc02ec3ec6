"""What the site's own pages and settings hold of a person: nothing but the organisation's address."""

from core import personal
from core.personal import Table


def register() -> None:
    personal.register(
        Table("tekotori_home.HomePage", others="hero_title hero_text hero_image_alt body share_image_alt"),
        Table("tekotori_home.ContentPage", others="intro body share_image_alt"),
        Table(
            "tekotori_home.SiteSettings",
            others=(
                "name_fi name_sv name_en footer_fi footer_sv footer_en contact_address contact_email social_links"
            ),
        ),
    )
