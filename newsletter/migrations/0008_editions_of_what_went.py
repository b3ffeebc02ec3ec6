"""What was sent before languages went alone: each language becomes an edition, each mail a row of its own."""

from typing import Any

from django.db import migrations

ONE_FOR_ALL = {"any": "any", "lead": "any", "own": "any"}


def move_over(apps: Any, schema_editor: Any) -> None:
    issues = apps.get_model("tekotori_newsletter", "Issue").objects.all()
    apps.get_model("tekotori_newsletter", "Compilation").objects.update(variants=ONE_FOR_ALL)
    for part in apps.get_model("tekotori_newsletter", "DispatchLanguage").objects.select_related("dispatch"):
        _move_part(apps, part)
    for issue in issues.prefetch_related("texts").iterator(chunk_size=200):
        _make_editions(apps, issue)


def _move_part(apps: Any, part: Any) -> None:
    apps.get_model("tekotori_newsletter", "DispatchMail").objects.create(
        part=part, compilation_id=part.compilation_id, message_id=part.message_id, audience=part.audience
    )
    part.candidates = part.audience + sum(part.left_out.values())
    part.save(update_fields=["candidates"])
    group = f"issue:{part.dispatch.issue_id}:run:{part.dispatch_id}"
    apps.get_model("tekotori_mail", "Message").objects.filter(pk=part.message_id).update(group=group)


def _make_editions(apps: Any, issue: Any) -> None:
    """One per language that went or waits to go: by its dispatch, or from elsewhere with its approved mail."""
    dispatches = issue.dispatches.order_by("-created_at", "-pk")
    dispatch = dispatches.exclude(state="cancelled").first()
    if dispatch is None and issue.sent_at:
        dispatch = dispatches.first()  # stopped after some had got it
    if dispatch is None and not issue.sent_at:
        return
    Edition = apps.get_model("tekotori_newsletter", "Edition")
    for language, compilation in _mails(issue, dispatch).items():
        Edition.objects.create(
            issue=issue,
            language=language,
            dispatch=dispatch,
            compilation_id=compilation,
            sent_at=issue.sent_at,
        )


def _mails(issue: Any, dispatch: Any) -> dict[str, int]:
    if dispatch:
        return dict(dispatch.languages.values_list("language", "compilation_id"))
    approved = issue.compilations.filter(approved_at__isnull=False).order_by("compiled_at", "pk")
    return dict(approved.values_list("language", "pk"))


class Migration(migrations.Migration):
    dependencies = [
        ("tekotori_newsletter", "0007_languages_go_alone"),
        ("tekotori_mail", "0001_initial"),
    ]

    operations = [migrations.RunPython(move_over, migrations.RunPython.noop)]
