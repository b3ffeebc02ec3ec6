"""SMTP over several kept connections at once, with the last step of each message in our own hands."""

from mail.smtp.line import Line, Step
from mail.smtp.lines import Lines

__all__ = ["Line", "Lines", "Step"]
