from awards.models.nominations import Nomination
from awards.models.pages import AwardPage, RoundPage
from awards.models.rows import Award, Category, Round, Winner

__all__ = ["Award", "AwardPage", "Category", "Nomination", "Round", "RoundPage", "Winner"]
