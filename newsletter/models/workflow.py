"""The step of a workflow at which an issue is approved for sending."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState


class IssueApprovalTask(AbstractGroupApprovalTask):
    """Members of its groups approve on the screen where the mails are seen: what they approve is these bytes.

    The editor's menu offers only to send the issue back; approving there would be approving what nobody was shown.
    """

    class Meta:
        verbose_name = _("approval of an issue")
        verbose_name_plural = _("approvals of issues")

    def get_actions(self, obj: Any, user: AbstractBaseUser) -> list[tuple[str, Any, bool]]:
        return [action for action in super().get_actions(obj, user) if action[0] != "approve"]

    def on_action(
        self, task_state: TaskState, user: AbstractBaseUser, action_name: str, **kwargs: Any
    ) -> None:
        if action_name == "approve":  # by newsletter.services.approving alone
            raise PermissionDenied
        super().on_action(task_state, user, action_name, **kwargs)

    def may_decide(self, obj: Any, user: AbstractBaseUser) -> bool:
        return bool(super().get_actions(obj, user))

    @classmethod
    def get_description(cls) -> str:
        return str(_("Members of the chosen groups approve the mails of an issue, as they will be sent"))
