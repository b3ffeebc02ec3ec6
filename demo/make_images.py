"""Draw the sample pictures: `python -m demo.make_images [name ...]` (needs Chromium, and Pillow from the lock).

Each scene becomes an SVG under demo/media/images/src/ and a small palette PNG under demo/media/images/.
The results are committed, so only someone who changes a drawing needs to run this.
"""

import base64
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from demo.drawing.scenes import COVERS, SCENES
from demo.drawing.things import HEIGHT, WIDTH

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "demo/media/images"
FONT = ROOT / "static/fonts/bricolage-grotesque-latin-wght-normal.woff2"
BROWSER = os.environ.get("CHROMIUM", "chromium-headless-shell")
COLOURS = 128


def main(names: list[str]) -> None:
    (IMAGES / "src").mkdir(parents=True, exist_ok=True)
    for name, width, height, drawing in drawings():
        if names and name not in names:
            continue
        source = IMAGES / "src" / f"{name}.svg"
        source.write_text(document(drawing, width, height), "utf-8")
        target = render(source, width, height)
        print(f"{target.name}: {width} x {height}, {target.stat().st_size // 1024} KiB")


def drawings() -> Iterator[tuple[str, int, int, str]]:
    for name, scene in SCENES.items():
        yield name, WIDTH, HEIGHT, scene()
    for name, (width, height, cover) in COVERS.items():
        yield name, width, height, cover()


def document(drawing: str, width: int, height: int) -> str:
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{drawing}</svg>\n'.replace("><", ">\n<")


def render(source: Path, width: int, height: int) -> Path:
    """Let Chromium paint the SVG and keep the picture as a palette PNG without alpha."""
    target = IMAGES / f"{source.stem}.png"
    with tempfile.TemporaryDirectory() as folder:
        page, shot = Path(folder) / "page.html", Path(folder) / "shot.png"
        page.write_text(html(source.read_text("utf-8")), "utf-8")
        quiet = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--hide-scrollbars",
        ]
        place = [
            f"--user-data-dir={folder}/profile",
            f"--window-size={width},{height}",
            f"--screenshot={shot}",
        ]
        subprocess.run([BROWSER, *quiet, *place, page.as_uri()], check=True, capture_output=True)
        with Image.open(shot) as picture:
            flat = picture.convert("RGB")
    if source.stem != "show-cover":  # podcast directories ask for plain RGB
        flat = flat.quantize(COLOURS, dither=Image.Dither.NONE)
    flat.save(target, optimize=True)
    return target


def html(svg: str) -> str:
    font = base64.b64encode(FONT.read_bytes()).decode()
    face = f"@font-face{{font-family:Bricolage;font-weight:200 800;src:url(data:font/woff2;base64,{font})}}"
    return (
        f"<!doctype html><meta charset=utf-8><style>{face}body{{margin:0}}svg{{display:block}}</style>{svg}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
