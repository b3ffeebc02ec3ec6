from tests.core.conftest import image

__all__ = ["image"]
