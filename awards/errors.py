"""What can go wrong with awards. The texts are for logs and commands; views say it in the reader's language."""

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from awards.models import Category, Nomination, Round
    from deeds.models import Deed


class AwardError(Exception):
    """Something that the rules of an award do not allow."""


class WindowClosed(AwardError):
    """The category takes no nominations, and lets none be withdrawn, at this time."""

    def __init__(self, *, category: "Category", now: datetime) -> None:
        super().__init__(
            f"{category}: nominations are taken from {category.round.opens_at:%Y-%m-%d %H:%M} "
            f"until {category.last_moment:%Y-%m-%d %H:%M} UTC. It is {now:%Y-%m-%d %H:%M}."
        )
        self.category, self.now = category, now


class AlreadyNominated(AwardError):
    """This juror has nominated this deed in this category, and has not withdrawn it."""

    def __init__(self, *, category: "Category", deed: "Deed") -> None:
        super().__init__(f"{deed} is nominated in {category} by this juror already. Withdraw it first.")
        self.category, self.deed = category, deed


class DeedNotPublished(AwardError):
    """Only a published deed can be nominated or win."""

    def __init__(self, *, deed: "Deed") -> None:
        super().__init__(f"{deed} is {deed.state}. Publish the deed first.")
        self.deed = deed


class NotAllowed(AwardError):
    """The user lacks the right to nominate, or the nomination is another juror's."""

    def __init__(self, *, nomination: "Nomination | None" = None) -> None:
        what = f"nomination {nomination.pk} is another juror's" if nomination else "the user is no juror"
        super().__init__(f"Not allowed: {what}.")
        self.nomination = nomination


class NoWinners(AwardError):
    """A round without winners can't be published."""

    def __init__(self, *, round: "Round") -> None:
        super().__init__(f"{round} has no winners yet. Name them in its categories first.")
        self.round = round
