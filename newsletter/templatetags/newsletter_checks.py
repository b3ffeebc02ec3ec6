from django import template

from newsletter.models import Issue

register = template.Library()


@register.filter
def block_anchor(block: str, issue: Issue) -> str:
    """Where the editor shows the block of a finding: Wagtail's own id of its place."""
    return next(
        (f"block-{child.id}-section" for child in issue.items if (child.id or "").startswith(block)), ""
    )


@register.filter
def block_name(block: str, issue: Issue) -> str:
    """What the block of a finding is called; "" where it is gone."""
    return next((str(child.block.label) for child in issue.items if (child.id or "").startswith(block)), "")
