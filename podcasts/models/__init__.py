from podcasts.models.episode import EpisodePage
from podcasts.models.show import PodcastPage

__all__ = ["EpisodePage", "PodcastPage"]
