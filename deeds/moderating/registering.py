"""What moderation registers when the app starts."""


def register() -> None:
    from contacts.holdings import holdings
    from core.tasks import sweeps
    from deeds.moderating.keeping import KEEP_MODERATION, MODERATION_HOLDING
    from deeds.moderating.looking import LOOK_FOR_DUPLICATES

    holdings.register(MODERATION_HOLDING)
    sweeps.register(KEEP_MODERATION)
    sweeps.register(LOOK_FOR_DUPLICATES)
