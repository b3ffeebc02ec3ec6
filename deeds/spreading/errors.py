from deeds.errors import DeedsError


class AdoptionImpossible(DeedsError):
    """An adoption that cannot stand. `problem` is one of the keys below; forms say it in the reader's language."""

    TEXTS = {
        "not_published": "deed {deed} is not published",
        "own_deed": "the deed is that organisation's own",
        "known": "that organisation has adopted it already",
        "result_not_published": "the resulting deed is not published",
        "result_is_deed": "a deed cannot result from itself",
        "result_of_others": "the resulting deed is another organisation's",
        "cycle": "the deed itself came of the resulting deed",
    }

    def __init__(self, *, problem: str, deed: int) -> None:
        super().__init__(f"Nobody can adopt deed {deed} like this: {self.TEXTS[problem].format(deed=deed)}.")
        self.problem, self.deed = problem, deed


class AlreadyDecided(DeedsError):
    """Somebody else decided first; nothing was changed."""

    def __init__(self, *, reference: str, state: str) -> None:
        super().__init__(f"Adoption {reference} is {state} already. Load the list again.")
        self.reference, self.state = reference, state
