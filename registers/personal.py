"""What registers hold of a person: who of the staff changed an organisation."""

from core import personal
from core.personal import ACCOUNT, Table

REGISTER = "code name_fi name_sv name_en sort_fi sort_sv sort_en"


def register() -> None:
    plain = ("Region", "Sector", "Theme", "ClientGroup", "Goal", "Municipality", "Unit")
    personal.register(
        *(Table(f"tekotori_registers.{name}", others=REGISTER) for name in plain),
        Table("tekotori_registers.County", others=f"{REGISTER} short_fi short_sv short_en"),
        Table("tekotori_registers.Organisation", others=f"{REGISTER} business_id mail_domains"),
        Table(
            "tekotori_registers.OrganisationEvent",
            personal={"user": ACCOUNT},
            others="old_values new_values",
        ),
        Table("tekotori_registers.RegisterLoad", others="register sha256"),
    )
