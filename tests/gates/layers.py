"""The layers of the apps, read from the import contract in pyproject.toml: one list for imports, keys and migrations."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def contract() -> dict[str, object]:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return config["tool"]["importlinter"]


def layer_of() -> dict[str, int]:
    """App → its height; siblings stand at the same one, and core at 0."""
    layers = next(one["layers"] for one in contract()["contracts"] if one["id"] == "layers")
    return {
        name.strip(" ()"): height
        for height, layer in enumerate(reversed(layers))
        for name in layer.split("|")
    }


def our_apps() -> list[str]:
    """Folders at the root that are Django apps."""
    return sorted(path.parent.name for path in ROOT.glob("*/apps.py"))


def may_use(app: str, other: str) -> bool:
    """An app uses itself, what lies below it, and what is not ours."""
    heights = layer_of()
    return other not in heights or app == other or heights[other] < heights[app]
