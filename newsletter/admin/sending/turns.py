"""Whose turn it is to approve, for the buttons of the screen; the service decides it anew."""

from dataclasses import dataclass

from django.contrib.auth.models import User

from newsletter import conf
from newsletter.models import Issue
from newsletter.services.approving import last_editor, needs_workflow, open_step


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is: `state` is "direct" without a workflow, "submit", "yours", "others", or "author" where the
    one who looks edited it last and may therefore not approve it.
    """

    state: str
    step: str = ""

    @property
    def may_approve(self) -> bool:
        return self.state in ("direct", "yours")


def turn_of(issue: Issue, user: User) -> Turn:
    if conf.approver_differs() and last_editor(issue) == user.pk:
        return Turn("author")
    step = open_step(issue)
    if step is None:
        return Turn("submit" if needs_workflow(issue) else "direct")
    task = step.task.specific
    return Turn("yours" if task.may_decide(issue, user) else "others", task.name)
