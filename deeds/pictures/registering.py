"""What pictures register when the app starts."""


def register() -> None:
    from contacts.holdings import holdings
    from core.tasks import sweeps
    from deeds.pictures.holdings import PICTURES
    from deeds.pictures.tidying import CHECK_PICTURE_FILES, SETTLE_PICTURES

    holdings.register(PICTURES)
    sweeps.register(SETTLE_PICTURES)
    sweeps.register(CHECK_PICTURE_FILES)
