"""The README's links lead somewhere, and its application answers."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_link_leads_to_a_file() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_application_answers() -> None:
    from toolkit.testclient import TestClient

    program = re.search(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert program is not None
    names: dict[str, object] = {}
    exec(program[1], names)
    assert TestClient(names["app"]).get("/hello/you").json() == {"hello": "you"}  # type: ignore[arg-type]
