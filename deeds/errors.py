from collections.abc import Iterable


class DeedsError(Exception):
    """Something that the square of deeds refuses."""


class NumberTaken(DeedsError):
    """A permanent number belongs to one deed for ever."""

    def __init__(self, *, number: int) -> None:
        super().__init__(f"The number {number} belongs to another deed. Leave it empty to get the next one.")
        self.number = number


class UnknownCodes(DeedsError):
    """A deed names codes that no register row has."""

    def __init__(self, *, register: str, codes: Iterable[str]) -> None:
        self.register, self.codes = register, tuple(sorted(codes))
        super().__init__(
            f"{register} has no rows with the codes {', '.join(self.codes)}. Load the registers or mend them."
        )


class DeedNotPublished(DeedsError):
    """What was asked needs a published deed."""

    def __init__(self, *, number: int) -> None:
        super().__init__(f"Deed {number} is not published. Publish it first.")
        self.number = number


class VersionStands(DeedsError):
    """A version still says what its page says: the page is corrected first."""

    def __init__(self, *, number: int, version: int) -> None:
        super().__init__(
            f"Version {version} is what the page of deed {number} says now. Correct the page first."
        )
        self.number, self.version = number, version


class IndexNotTranslated(DeedsError):
    """A translated deed stands under the translated list of deeds, which is missing."""

    def __init__(self, *, language: str) -> None:
        super().__init__(f"The list of deeds has no page in {language!r}. Translate it first.")
        self.language = language


class TermsAccepted(DeedsError):
    """Somebody accepted this version of the terms, so it stays as it is."""

    def __init__(self, *, label: str) -> None:
        super().__init__(
            f"Somebody accepted the terms {label!r}: they stay. Add a new version instead of taking them back."
        )
        self.label = label


class DeedNotRetired(DeedsError):
    """Only what was retired can be brought back."""

    def __init__(self, *, number: int) -> None:
        super().__init__(f"Deed {number} is not retired, so there is nothing to bring back.")
        self.number = number


class TooManyAuthors(DeedsError):
    """A deed has as many authors and invitations as it may have."""

    def __init__(self, *, number: int, most: int) -> None:
        super().__init__(f"Deed {number} has {most} authors and invitations already. Take one back first.")
        self.number, self.most = number, most


class RetirementAsked(DeedsError):
    """An author asks to retire a deed while a request of the same kind waits."""

    def __init__(self, *, number: int) -> None:
        super().__init__(f"A request to retire deed {number} waits for a moderator already.")
        self.number = number


class PageChangedMeanwhile(DeedsError):
    """A correction was decided on a version that is no longer the current one."""

    def __init__(self, *, number: int, seen: int, current: int) -> None:
        super().__init__(
            f"Deed {number} changed meanwhile: version {seen} was decided on, version {current} stands now. "
            "Look at the three sides once more."
        )
        self.number, self.seen, self.current = number, seen, current


class DraftInTheWay(DeedsError):
    """An editor's draft of the page is not published; a correction would bury it."""

    def __init__(self, *, number: int) -> None:
        super().__init__(f"Deed {number} has a draft that is not published. Publish or discard it first.")
        self.number = number


class StoryOutOfStep(DeedsError):
    """A translated page's story has other paragraphs than its source's, so the page can't be published from it."""

    def __init__(self, *, number: int, language: str) -> None:
        super().__init__(
            f"Deed {number}: the story in {language!r} has other paragraphs than the original. "
            "Translate it in the editor first."
        )
        self.number, self.language = number, language


class StoryNotPlain(DeedsError):
    """A page's story holds what its text can't say (pictures, tables, formatting) and would lose it."""

    def __init__(self, *, title: str) -> None:
        super().__init__(
            f"The story of {title!r} holds more than text. Keep what stands there and change it in the editor."
        )
        self.title = title


class ChoicesMissing(DeedsError):
    """A correction has fields on which the moderator did not decide."""

    def __init__(self, *, number: int, fields: Iterable[str]) -> None:
        self.number, self.fields = number, tuple(fields)
        super().__init__(
            f"Deed {number}: decide on {', '.join(self.fields)} before publishing the correction."
        )


class AlreadyDecided(DeedsError):
    """Somebody else decided first; nothing was written."""

    def __init__(self, *, what: str) -> None:
        super().__init__(f"{what} has been decided already. Look at the decision.")
        self.what = what


class ChangedMeanwhile(DeedsError):
    """The author has changed the text since the moderator looked at it; nothing was written."""

    def __init__(self, *, reference: str) -> None:
        super().__init__(f"Submission {reference} was changed a moment ago. Read it again before you decide.")
        self.reference = reference


class NothingToApply(DeedsError):
    """Nobody has said how a submission of this kind becomes public."""

    def __init__(self, *, kind: str) -> None:
        super().__init__(f"Submissions of the kind {kind!r} can't be accepted: no app says what they change.")
        self.kind = kind


class NeedsAnother(DeedsError):
    """An appeal is decided by somebody else than whoever made the decision, while there is somebody else."""

    def __init__(self) -> None:
        super().__init__("You made this decision. Another moderator decides the appeal.")


class DeedRestricted(DeedsError):
    """A restricted deed is published again by lifting the restriction."""

    def __init__(self, *, number: int) -> None:
        super().__init__(
            f"Deed {number} is restricted. Lift the restriction in the moderation to publish it."
        )
        self.number = number


class AppealClosed(DeedsError):
    """There is an appeal against this decision already, or it can't be appealed."""

    def __init__(self) -> None:
        super().__init__("This decision can't be appealed, or an appeal was sent already.")


class ThreadClosed(DeedsError):
    """Nobody can write in a conversation that was stopped or closed."""

    def __init__(self, *, reference: str) -> None:
        super().__init__(f"The conversation {reference} is not open. Begin another one on the deed's page.")
        self.reference = reference


class FollowUpAnswered(DeedsError):
    """The question what stayed was answered already, or is not asked of this person any more."""

    def __init__(self, *, reference: str) -> None:
        super().__init__(f"Follow-up {reference} was answered already. The first answer counts.")
        self.reference = reference
