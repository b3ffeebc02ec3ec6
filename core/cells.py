"""Cells of a CSV that a spreadsheet may open without running anything, and that come back as they were. Pure.

A spreadsheet takes a cell that begins with one of these signs for a formula. Such a text gets an apostrophe before it, and
so does one that begins with an apostrophe itself: whoever reads the file takes exactly one leading apostrophe away.
"""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\n", "\r", "＝", "＋", "－", "＠")
GUARD = "'"


def guarded(text: str) -> str:
    """
    >>> guarded("=1+1"), guarded("'tis"), guarded("Teko"), guarded(" =1")
    ("'=1+1", "''tis", 'Teko', "' =1")
    """
    begins = text.lstrip(" \u00a0").startswith(FORMULA_SIGNS)
    return GUARD + text if begins or text.startswith(GUARD) else text


def unguarded(cell: str) -> str:
    """
    >>> unguarded("'=1+1"), unguarded("''tis"), unguarded("Teko")
    ('=1+1', "'tis", 'Teko')
    """
    return cell.removeprefix(GUARD)
