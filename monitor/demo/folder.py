"""The configuration of the demonstration, written as an operator would write it.

The term sets are those of the example configuration; feeds, channels and watches are the demonstration's own. Ports and
the signing secret change from run to run, so the secrets come from the environment, as they should.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from ruamel.yaml import YAML

from monitor.config.example import example_folder
from monitor.demo.day import Outlet

MONITOR = """\
poll:
  contact: demo@newsroom.example
  allow_networks: [127.0.0.0/8]       # the outlets of the demonstration are served on this machine
  per_host: 6
store:
  path: monitor.db
channels:
  world-desk:
    kind: email
    title: World desk
    timezone: Europe/Kyiv
    host: 127.0.0.1
    port: {mail_port}
    security: plain                    # to loopback only
    from: monitor@newsroom.example
    to: [world@newsroom.example]
  planning-board:
    kind: webhook
    title: Planning board
    url_env: DEMO_BOARD_URL
    secret_env: DEMO_BOARD_SECRET
"""

WATCHES = """\
watches:
  dprk-troops-kursk:
    title: North Korean troops in Kursk
    query: '(@north-korea NEAR/8 @troops OR @north-korean-troops) AND (@kursk OR title:@russia)'
    languages: [en, uk, ru, ko]
    level: urgent
    channels: [world-desk, planning-board]
    must_match:
      - "EU deeply alarmed by North Korean troops in Russia's Kursk region"
      - {lang: uk, text: "Перших північнокорейських солдатів помітили на Курщині"}
      - {lang: ru, text: "В Курской области заметили северокорейских солдат"}
      - {lang: ko, text: "쿠르스크에 북한 병력 도착"}
    must_not_match:
      - "North Korea test-fires a ballistic missile"
      - "Drones hit a fuel depot in Russia's Kursk region"
  dprk-missiles:
    title: North Korean missile tests
    query: '@north-korea NEAR/8 @missiles'
    languages: [en, uk, ru, ko]
    channels: [world-desk]
    state: shadow                      # on trial: counted, sent to nobody
"""


def write(folder: Path, outlets: Iterable[Outlet], *, feeds_port: int, mail_port: int) -> None:
    """Write a configuration into `folder` that reads `outlets` from `feeds_port`."""
    with example_folder() as example:
        shutil.copytree(example / "terms", folder / "terms")
    (folder / "watches").mkdir()
    (folder / "watches" / "dprk.yaml").write_text(WATCHES, encoding="utf-8")
    (folder / "monitor.yaml").write_text(MONITOR.format(mail_port=mail_port), encoding="utf-8")
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    with (folder / "feeds.yaml").open("w", encoding="utf-8") as file:
        writer.dump(_feeds(outlets, feeds_port), file)


def environment(*, board_port: int, secret: str) -> Mapping[str, str]:
    """The variables that the configuration asks for."""
    return {"DEMO_BOARD_URL": f"http://127.0.0.1:{board_port}/", "DEMO_BOARD_SECRET": secret}


def _feeds(outlets: Iterable[Outlet], port: int) -> dict[str, object]:
    feeds = {
        outlet.name: {
            "url": f"http://127.0.0.1:{port}/{outlet.name}",
            "title": outlet.title,
            "publisher": outlet.publisher,
            "language": outlet.language,
        }
        for outlet in outlets
    }
    # The links lead to sites that do not exist; nothing outside this machine is asked for.
    return {"defaults": {"every": "1s", "article": "never"}, "feeds": feeds}
