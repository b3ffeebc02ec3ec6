"""Approving: what is sent later is the compilation whose hash was approved here."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from wagtail.models import TaskState, WorkflowState

from newsletter import conf
from newsletter.errors import ApprovalRefused, HasErrors, NotAcknowledged, NothingToSend
from newsletter.models import Compilation, Issue
from newsletter.models.workflow import IssueApprovalTask
from newsletter.preflight import Finding
from newsletter.services.checking import check_compilations
from newsletter.services.compiling import current_compilations


@transaction.atomic
def approve_issue(
    *,
    issue: Issue,
    user: User,
    now: datetime,
    languages: Sequence[str] | None = None,
    shown: Collection[str] | None = None,
    acknowledged: Collection[str] = (),
    comment: str = "",
) -> list[Compilation]:
    """Approve languages as they stand, by default every one that the issue has.

    `shown` are the hashes of the mails that the approver saw, `acknowledged` rules of errors that could not be checked
    and that the approver answers for. Where a workflow asks for it, this takes its present
    step, and the mails are approved with the last one; none are returned before.

    Raises NothingToSend without a compilation of the present content, HasErrors if a check finds an error in one of
    these languages, NotAcknowledged if one could not be checked and is not named, ApprovalRefused where something else was shown, the approver wrote it, or it is not their turn;
    then nothing is approved.
    """
    wanted = issue.languages if languages is None else list(languages)
    compilations = [mail for mail in current_compilations(issue) if mail.language in wanted]
    if not compilations or {mail.language for mail in compilations} != set(wanted):
        raise NothingToSend(issue=issue)
    if shown is not None and not {mail.sha256 for mail in compilations} <= set(shown):
        raise ApprovalRefused(issue=issue, why="changed")
    if conf.approver_differs() and last_editor(issue) == user.pk:
        raise ApprovalRefused(issue=issue, why="author")
    findings = check_compilations(compilations)
    _refuse(issue, findings, acknowledged)
    if not _take_step(issue, user, comment):
        return []
    for compilation in compilations:
        if compilation.approved_at is None:
            compilation.approved_by, compilation.approved_at = user, now
            compilation.acknowledged = open_rules(findings, compilation.language)
            compilation.save(update_fields=["approved_by", "approved_at", "acknowledged"])
    return compilations


def open_rules(findings: Iterable[Finding], language: str) -> list[str]:
    """The rules of errors that could not be checked in a language."""
    return sorted({finding.rule for finding in findings if finding.is_open and finding.language == language})


def refuse_errors(*, issue: Issue, mails: Sequence[Compilation]) -> None:
    """Raises HasErrors for what became wrong in approved mails: an item was withdrawn, a linked page taken back."""
    errors = [finding for finding in check_compilations(mails) if finding.is_error]
    if errors:
        raise HasErrors(issue=issue, findings=errors)


def _refuse(issue: Issue, findings: Sequence[Finding], acknowledged: Collection[str]) -> None:
    errors = [finding for finding in findings if finding.is_error]
    if errors:
        raise HasErrors(issue=issue, findings=errors)
    unknown = [finding for finding in findings if finding.is_open and finding.rule not in acknowledged]
    if unknown:
        raise NotAcknowledged(issue=issue, findings=unknown)


@transaction.atomic
def send_back(*, issue: Issue, user: User, comment: str) -> None:
    """Return a submitted issue to its author with a comment. Raises ApprovalRefused if it is not this user's turn."""
    step = open_step(issue)
    if step is None or not step.task.specific.may_decide(issue, user):
        raise ApprovalRefused(issue=issue, why="turn")
    step.reject(user=user, comment=comment)


def approved_compilations(issue: Issue) -> dict[str, list[Compilation]]:
    """The approved mails of each language as it stands; a language is missing as soon as it is edited."""
    mails: dict[str, list[Compilation]] = {}
    for compilation in current_compilations(issue):
        mails.setdefault(compilation.language, []).append(compilation)
    return {language: found for language, found in mails.items() if all(mail.approved_at for mail in found)}


def last_editor(issue: Issue) -> int | None:
    """The account that saved the issue as it stands."""
    revision = issue.get_latest_revision()
    return revision.user_id if revision else None


def needs_workflow(issue: Issue) -> bool:
    """Whether a workflow with a step of ours is set for issues; without one, whoever may approve does so directly."""
    workflow = issue.get_workflow()
    if workflow is None:
        return False
    return IssueApprovalTask.objects.filter(workflow_tasks__workflow=workflow).exists()


def open_step(issue: Issue) -> TaskState | None:
    """The step that a submitted issue waits at, if it is one of ours."""
    step: TaskState | None = issue.current_workflow_task_state
    if step is None or step.status != TaskState.STATUS_IN_PROGRESS:
        return None
    return step if isinstance(step.task.specific, IssueApprovalTask) else None


def _take_step(issue: Issue, user: User, comment: str) -> bool:
    """Whether the mails are approved by this: where there is no workflow, or with its last step."""
    step = open_step(issue)
    if step is None:
        if needs_workflow(issue):
            raise ApprovalRefused(issue=issue, why="submit")
        return True
    if not step.task.specific.may_decide(issue, user):
        raise ApprovalRefused(issue=issue, why="turn")
    # Of two who decide at once the second waits here, and finds the step taken.
    if not TaskState.objects.select_for_update().filter(pk=step.pk, status=step.status).exists():
        raise ApprovalRefused(issue=issue, why="turn")
    step.approve(user=user, comment=comment, update=False)
    # The last step publishes the row. The right to approve was asked for; that to publish is another.
    step.workflow_state.update(user=user if user.has_perm("tekotori_newsletter.publish_issue") else None)
    return bool(WorkflowState.objects.get(pk=step.workflow_state_id).status == WorkflowState.STATUS_APPROVED)
