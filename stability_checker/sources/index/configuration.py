"""Where the user's packages come from: pip's configuration files, PIP_* and UV_* variables, as pip weighs them."""

import configparser
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PYPI = "https://pypi.org/simple"


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """How to reach the indexes: `indexes` are simple API roots (PEP 503) in order, `find_links` folders or pages.

    `certificates` is a CA bundle and `client_certificate` a PEM file; `trusted_hosts` are hosts (with or without a
    port) whose certificate is not checked; `timeout` is in seconds.
    """

    indexes: tuple[str, ...] = (PYPI,)
    find_links: tuple[str, ...] = ()
    certificates: str | None = None
    client_certificate: str | None = None
    proxy: str | None = None
    trusted_hosts: tuple[str, ...] = ()
    timeout: float = 15.0


def read_configuration(environment: Mapping[str, str] = os.environ) -> Configuration:
    """The configuration that pip would use for `pip download` in `environment`, with uv's variables before it."""
    options = _merged(environment)
    primary = _first(environment, "UV_DEFAULT_INDEX", "UV_INDEX_URL") or options.get("index-url") or PYPI
    extra = [
        *_words(_first(environment, "UV_INDEX", "UV_EXTRA_INDEX_URL") or ""),
        *_words(options.get("extra-index-url", "")),
    ]
    offline = _true(options.get("no-index", "")) or _true(environment.get("UV_NO_INDEX", ""))
    links = [*_words(environment.get("UV_FIND_LINKS", "").replace(",", " ")), *_words(options.get("find-links", ""))]
    return Configuration(
        indexes=() if offline else tuple(dict.fromkeys(_address(url) for url in [primary, *extra])),
        find_links=tuple(dict.fromkeys(links)),
        certificates=options.get("cert") or _first(environment, "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
        client_certificate=options.get("client-cert"),
        proxy=options.get("proxy"),
        trusted_hosts=tuple(_words(options.get("trusted-host", ""))),
        timeout=_seconds(options.get("timeout") or options.get("default-timeout", "")),
    )


def _first(environment: Mapping[str, str], *names: str) -> str | None:
    return next((environment[name] for name in names if environment.get(name)), None)


def _words(text: str) -> list[str]:
    return text.split()


def _address(url: str) -> str:
    """An index's address without uv's `name=` before it and the slash behind it."""
    name, separator, rest = url.partition("=")
    if separator and "://" in rest and name.replace("-", "").replace("_", "").isalnum():
        url = rest
    return url.rstrip("/")


def _true(text: str) -> bool:
    return text.strip().lower() in ("1", "true", "yes", "on", "y", "t")


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 15.0


def _merged(environment: Mapping[str, str]) -> dict[str, str]:
    """pip's options: files from the weakest on, `[global]` before `[download]`, then PIP_* variables."""
    options: dict[str, str] = {}
    for path in configuration_files(environment):
        parser = configparser.RawConfigParser()
        try:
            parser.read(path, encoding="utf-8")
        except (configparser.Error, UnicodeError, OSError):
            continue
        for section in ("global", "download"):
            options.update(parser[section] if parser.has_section(section) else {})
    for name, value in environment.items():
        if name.startswith("PIP_") and value:
            options[name[4:].lower().replace("_", "-")] = value
    return options


def configuration_files(environment: Mapping[str, str] = os.environ) -> Iterator[Path]:
    """Where pip's configuration files may lie, the weakest first (pip's user guide, "Configuration")."""
    chosen = environment.get("PIP_CONFIG_FILE")
    if chosen == os.devnull:
        return
    home = Path(environment.get("HOME") or Path.home())
    name = "pip.ini" if os.name == "nt" else "pip.conf"
    yield from _global_files(environment)
    yield home / ("pip" if os.name == "nt" else ".pip") / name
    yield _user_folder(environment, home) / "pip" / name
    yield Path(environment.get("VIRTUAL_ENV") or sys.prefix) / name
    if chosen:
        yield Path(chosen)


def _global_files(environment: Mapping[str, str]) -> Iterator[Path]:
    if os.name == "nt":
        yield Path(environment.get("PROGRAMDATA", "C:\\ProgramData"), "pip", "pip.ini")
    elif sys.platform == "darwin":
        yield Path("/Library/Application Support/pip/pip.conf")
    else:
        for folder in reversed((environment.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(os.pathsep)):
            yield Path(folder, "pip", "pip.conf")
        yield Path("/etc/pip.conf")


def _user_folder(environment: Mapping[str, str], home: Path) -> Path:
    if os.name == "nt":
        return Path(environment.get("APPDATA") or home)
    mac = home / "Library" / "Application Support"
    if sys.platform == "darwin" and (mac / "pip").is_dir():
        return mac
    return Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
