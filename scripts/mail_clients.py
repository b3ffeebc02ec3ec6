"""Takes what mail programs support from npm's package `caniemail` into newsletter/preflight/data/.

`python -m scripts.mail_clients` installs the package by its name into var/ (its scripts aren't run), keeps the newest
answer for each program that many people read mail with, and names the source and its licence in the file.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.say import VAR

PACKAGE = "caniemail@2"
FOLDER = VAR / "mail-clients"
TARGET = Path("newsletter/preflight/data/caniemail.json")
# The programs that are looked at, by Can I email's names.
CLIENTS = {
    "apple-mail.ios": "Apple Mail (iPhone)",
    "apple-mail.macos": "Apple Mail (Mac)",
    "gmail.desktop-webmail": "Gmail",
    "gmail.android": "Gmail (Android)",
    "gmail.ios": "Gmail (iPhone)",
    "outlook.windows": "Outlook (Windows)",
    "outlook.macos": "Outlook (Mac)",
    "outlook.outlook-com": "Outlook.com",
    "outlook.android": "Outlook (Android)",
    "outlook.ios": "Outlook (iPhone)",
    "yahoo.desktop-webmail": "Yahoo",
    "samsung-email.android": "Samsung Email",
    "thunderbird.macos": "Thunderbird",
    "protonmail.desktop-webmail": "Proton Mail",
}


def npm() -> str:
    """Of the project's own environment, else of the system."""
    own = Path(sys.executable).with_name("npm")
    return str(own) if own.exists() else shutil.which("npm") or "npm"


def install() -> Path:
    FOLDER.mkdir(parents=True, exist_ok=True)
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--prefix", str(FOLDER))
    subprocess.run([npm(), "install", *options, PACKAGE], cwd=FOLDER, check=True)
    return FOLDER / "node_modules" / "caniemail" / "data" / "caniemail.json"


def newest(stats: dict[str, dict[str, dict[str, str]]], client: str) -> str:
    """y (yes), a (partly), n (no) or u (not tested) for the newest version that was tested."""
    family, platform = client.split(".")
    answers = list(stats.get(family, {}).get(platform, {}).values())
    return answers[-1][0] if answers else "u"


def compact(source: dict[str, object]) -> dict[str, object]:
    features: list[dict[str, object]] = source["data"]  # type: ignore[assignment]  # of a file of another's
    return {
        "source": "Can I email, https://www.caniemail.com/, by Rémi Parmentier and contributors",
        "licence": "MIT, © 2019 Rémi Parmentier; text in caniemail.LICENSE beside this file",
        "package": PACKAGE,
        "of": str(source["last_update_date"])[:10],
        "clients": list(CLIENTS.values()),
        "features": {
            str(feature["slug"]): [
                str(feature["title"]),
                "".join(newest(feature["stats"], client) for client in CLIENTS),  # type: ignore[arg-type]
            ]
            for feature in features
        },
    }


def main() -> None:
    source = json.loads(install().read_text(encoding="utf-8"))
    whole = compact(source)
    features = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in whole.pop("features").items()  # type: ignore[attr-defined]  # made above
    )
    head = json.dumps(whole, ensure_ascii=False, indent=1)
    TARGET.write_text(f'{head[:-2]},\n "features": {{\n{features}\n}}}}\n', encoding="utf-8")
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
