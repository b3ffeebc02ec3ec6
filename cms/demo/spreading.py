"""How the sample deeds spread: adoptions, the deed of the week, a collection, campaigns."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from cms.demo.files import moment, read_toml
from cms.demo.samples import remember
from deeds.models import Adoption, Deed, DeedCampaign, DeedCollection, DeedPick
from deeds.spreading.adopting import AdoptionWord, record_adoption
from deeds.spreading.campaigning import save_campaign
from deeds.spreading.collecting import save_collection
from deeds.spreading.picking import save_pick
from registers.models import Organisation


@transaction.atomic
def load_spreading(*, root: Path, user: User, now: datetime) -> None:
    """May be run again and doubles nothing; the pick is for the week in which it is loaded first."""
    content = read_toml(root / "demo" / "content" / "spreading.toml")
    for row in content["adoption"]:
        _load_adoption(row, user)
    if not DeedPick.objects.exists():
        _load_pick(content["pick"], user, now)
    for row in content["collection"]:
        if not DeedCollection.objects.filter(slug=row["slug"]).exists():
            _load_collection(row, now)
    for row in content["campaign"]:
        if not DeedCampaign.objects.filter(slug=row["slug"]).exists():
            _load_campaign(row, now)


def _load_adoption(row: Mapping[str, Any], user: User) -> None:
    deed = Deed.objects.get(number=row["deed"])
    organisation = Organisation.objects.get(code=row["organisation"])
    if Adoption.objects.filter(deed=deed, organisation=organisation).exists():
        return
    result = Deed.objects.get(number=row["result"]) if "result" in row else None
    word = AdoptionWord(deed=deed, organisation=organisation, kind=row["kind"], resulting_deed=result)
    remember([record_adoption(word=word, user=user, now=moment(row["adopted_at"]))])


def _load_pick(row: Mapping[str, Any], user: User, now: datetime) -> None:
    pick = save_pick(
        deed=Deed.objects.get(number=row["deed"]),
        week_date=timezone.localdate(now),
        sentences=row["sentence"],
        user=user,
        now=now,
    )
    remember([pick])


def _load_collection(row: Mapping[str, Any], now: datetime) -> None:
    deeds = {deed.number: deed for deed in Deed.objects.filter(number__in=row["deeds"])}
    collection = save_collection(
        slug=row["slug"],
        titles=row["title"],
        introductions=row["introduction"],
        deeds=[deeds[number] for number in row["deeds"]],
        is_published=True,
        now=now,
    )
    remember([collection])


def _load_campaign(row: Mapping[str, Any], now: datetime) -> None:
    """Without an end it is open for `open_days` more days from when it is loaded."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    campaign = save_campaign(
        slug=row["slug"],
        titles=row["title"],
        introductions=row["introduction"],
        starts_at=moment(row["starts_at"]),
        ends_at=moment(row["ends_at"]) if "ends_at" in row else midnight + timedelta(days=row["open_days"]),
        is_published=True,
        now=now,
    )
    remember([campaign])
