"""What awards hold of a person, and until when."""

from core import personal
from core.personal import ACCOUNT, Stays, Table

NAMES = "name_fi name_sv name_en"


def register() -> None:
    personal.register(
        Table("tekotori_awards.Award", others=f"code {NAMES}"),
        Table("tekotori_awards.AwardPage", others="intro share_image_alt"),
        Table("tekotori_awards.RoundPage", others="intro share_image_alt"),
        Table(
            "tekotori_awards.Category",
            others=f"code {NAMES} description_fi description_sv description_en",
        ),
        Table("tekotori_awards.Winner", others="reason_fi reason_sv reason_en"),
        Table(
            "tekotori_awards.Nomination",
            personal={"juror": ACCOUNT, "reason": (Stays("the round's papers are kept"),)},
        ),
    )
