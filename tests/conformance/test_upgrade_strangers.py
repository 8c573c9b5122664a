"""Not one byte of other frameworks' code changes, whatever methods it shares with the library that is upgraded."""

import pytest

from stability_checker.upgrade.plan import Target
from stability_checker.upgrade.results import Status
from stability_checker.upgrade.run import Settings, upgrade
from tests.conformance.downloads import Distribution

STRANGERS = [
    Distribution("ariadne", "1.1.1", ".whl", "af71765ac085b333545bbf7a08217308e2f9c5db62737fea03b2de958b1b446c"),
    Distribution("bottle", "0.13.4", ".whl", "045684fbd2764eac9cdeb824861d1551d113e8b683d8d26e296898d3dd99a12e"),
    Distribution("dash", "4.4.1", ".whl", "72120a91b10ee4d73f9446efd5d6a4ec218086feed7b1b479d2259844d1f658f"),
    Distribution("django", "5.2.19", ".whl", "5965d974a5218a2b68a11dd1276434707f23886525c23f0598eccedaf4f4ca00"),
    Distribution("emmett", "2.8.2", ".whl", "e00454c013c06e4816b674a4b104e11b50459d07d71d73c828e24a3467e1cf08"),
    Distribution("flask", "3.1.3", ".whl", "f4bcbefc124291925f1a26446da31a5178f9483862233b23c0c96a20701f670c"),
    Distribution("flask_admin", "2.2.1", ".whl", "a0533fd1968543fc621733316bb9c30774b501c119816f1e83d7dcedacb99895"),
    Distribution(
        "flask_appbuilder", "4.5.0", ".whl", "f85866bd1b25d5edd5de793c102bb14ee1ccf7623983f92e9037430fed2a269b"
    ),
    Distribution("flask_restx", "1.3.2", ".whl", "6e035496e8223668044fc45bf769e526352fd648d9e159bd631d94fd645a687b"),
    Distribution("litestar", "2.25.0", ".whl", "ff16470b6aa3031ea3210bbb474b00b24c636ddfe8e0ee3d09c85aff3058a93f"),
    Distribution("nicegui", "3.18.0", ".whl", "a2bd51642312d98aab6d8b641245d796ff1b89da5829777170bcc488140c3dcd"),
    Distribution("quart", "0.22.0", ".whl", "bb659545f1a8a287a14df9434b9225a3d4738362a3ed170744d0e03bb9447b50"),
    Distribution("sanic", "25.12.1", ".whl", "3874f1fe0442e3b12ce4a3f6524f676d5d3c43839c6a4967d1b82fd8db53c0f3"),
]
"""Frameworks and their extensions; some of them know Starlette or FastAPI too, and use what still works there."""


@pytest.mark.network
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_thousand_files_of_other_frameworks_stay_as_they_are() -> None:
    settings = Settings(target=Target.parse("starlette==1.10.0"), unsafe=True, write=False, cache=False)
    report = upgrade([one.unpacked() for one in STRANGERS], settings)
    assert report.scanned >= 2_000
    assert [file.path for file in report.files if file.status is not Status.UNCHANGED] == []
