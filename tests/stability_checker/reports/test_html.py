"""The page of a history in a real browser: it loads clean, finds, filters, and can be used by keyboard."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from stability_checker.model.bump import Bump
from stability_checker.model.finding import Finding
from stability_checker.reports import Comparison, Side, render

# A container's /dev/shm may be too small for a page.
_SWITCHES = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage"
)


def _comparison(old: str, new: str, declared: Bump, *findings: Finding) -> Comparison:
    return Comparison(
        package="shop",
        old=Side(source=f"pypi:shop=={old}", version=old),
        new=Side(source=f"pypi:shop=={new}", version=new),
        required=Bump.of(finding.level for finding in findings),
        declared=declared,
        findings=findings,
    )


HISTORY = [
    _comparison(
        "1.0",
        "1.1",
        Bump.MINOR,
        Finding(rule="function_added", level=Bump.MINOR, symbol="shop.order", new="def order()"),
        Finding(rule="object_deprecated", level=Bump.MINOR, symbol="shop.buy", message="Use order."),
    ),
    _comparison(
        "1.1",
        "1.2",
        Bump.MINOR,
        Finding(
            rule="parameter_removed",
            level=Bump.MAJOR,
            symbol="shop.order",
            member="now",
            message="</script><script>window.broken = true</script>",
            old="now: bool = True",
        ),
    ),
    _comparison(
        "1.2", "2.0", Bump.MAJOR, Finding(rule="function_removed", level=Bump.MAJOR, symbol="shop.buy", old="def buy()")
    ),
]


def test_text_of_a_package_cannot_end_the_script() -> None:
    page = render("html", HISTORY)
    assert page.count("</script>") == 2
    assert "<script>window.broken" not in page


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    found = [shutil.which(name) for name in ("chromium", "chromedriver")]
    assert all(found), "install chromium and chromium-driver, or leave these tests out with -m 'not browser'"
    options = webdriver.ChromeOptions()
    options.binary_location = str(found[0])
    options.add_experimental_option("browserStartupTimeout", 100_000)  # ms; a busy machine is slow
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for switch in (
        *_SWITCHES.split(),
        "--window-size=1280,1000",
        f"--user-data-dir={tmp_path_factory.mktemp('browser')}",
    ):
        options.add_argument(switch)
    driver = webdriver.Chrome(options=options, service=Service(str(found[1])))
    yield driver
    driver.quit()


@pytest.fixture
def page(browser: Any, tmp_path: Path) -> Any:
    (tmp_path / "page.html").write_text(render("html", HISTORY), encoding="utf-8")
    browser.get((tmp_path / "page.html").as_uri())
    return browser


def _symbols(page: Any) -> list[str]:
    return [element.text for element in page.find_elements(By.CSS_SELECTOR, "article h3")]


def _find(page: Any, selector: str) -> WebElement:
    element: WebElement = page.find_element(By.CSS_SELECTOR, selector)
    return element


@pytest.mark.browser
class TestPage:
    def test_it_loads_without_a_word_on_the_console(self, page: Any) -> None:
        assert page.get_log("browser") == []
        assert page.execute_script("return window.broken") is None
        assert _symbols(page) == ["shop.buy", "shop.order(now)", "shop.buy", "shop.order"]

    def test_broken_promises_are_marked(self, page: Any) -> None:
        assert [each.text for each in page.find_elements(By.CSS_SELECTOR, ".badge.broken")] == ["promised minor"]
        labels = [each.get_attribute("aria-label") for each in page.find_elements(By.CSS_SELECTOR, "#timeline button")]
        assert [("although" in label) for label in labels] == [False, True, False]

    def test_search_looks_at_names_and_texts(self, page: Any) -> None:
        _find(page, "#query").send_keys("use ORDER")
        assert _symbols(page) == ["shop.buy"]
        assert _find(page, "#count").text == "1 finding"

    def test_levels_rules_and_releases_filter(self, page: Any) -> None:
        _find(page, "input[value=minor]").click()
        assert _symbols(page) == ["shop.buy", "shop.order(now)"]
        _find(page, "#rule option[value=function_removed]").click()
        assert _symbols(page) == ["shop.buy"]
        page.find_elements(By.CSS_SELECTOR, "#timeline button")[0].click()
        assert _symbols(page) == []

    def test_the_keyboard_does_it_all(self, page: Any) -> None:
        body = _find(page, "body")
        body.send_keys("/")
        assert page.switch_to.active_element.get_attribute("id") == "query"
        page.switch_to.active_element.send_keys("order", Keys.ESCAPE)
        assert len(_symbols(page)) == 4
        _find(page, "#findings").send_keys("j", "j", "k")
        assert page.switch_to.active_element.get_attribute("id") == "2.0-1"
        last = page.find_elements(By.CSS_SELECTOR, "#timeline button")[-1]
        last.send_keys(Keys.ARROW_LEFT)
        page.switch_to.active_element.send_keys(Keys.ENTER)
        assert _symbols(page) == ["shop.order(now)"]

    def test_a_symbols_life_leads_to_its_findings(self, page: Any) -> None:
        _find(page, "input[value=symbols]").click()
        lives = page.find_elements(By.CSS_SELECTOR, ".life")
        named = {each.find_element(By.TAG_NAME, "code").text: each for each in lives}
        marks = named["shop.buy"].find_elements(By.CSS_SELECTOR, "a > [class]")
        assert [each.get_attribute("class") for each in marks] == ["deprecated", "went"]
        marks[1].click()
        # The page hears of its new address a while after the click.
        current = WebDriverWait(page, 60).until(lambda page: _find(page, "article.current"))
        assert current.get_attribute("id") == "2.0-1"

    def test_a_link_opens_its_finding(self, page: Any) -> None:
        page.get(page.current_url.partition("#")[0] + "#1.1-2")
        page.refresh()
        assert _find(page, "article.current").get_attribute("id") == "1.1-2"

    @pytest.mark.parametrize("width", [390, 1280])
    def test_nothing_sticks_out(self, page: Any, width: int) -> None:
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        page.refresh()
        assert page.execute_script("return document.documentElement.scrollWidth") <= width
        page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
