from django.utils.functional import Promise


class PodcastError(Exception):
    """Base of what can be wrong with a show or an episode."""


class AudioError(PodcastError):
    """A sound file that no podcast app could play; the message is a translated sentence for the editor."""

    def __init__(self, message: str | Promise, *, file_name: str) -> None:
        super().__init__(message)
        self.message, self.file_name = message, file_name


class TranscriptError(PodcastError):
    """A transcript that is not usable WebVTT; the message is a translated sentence for the editor."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message
