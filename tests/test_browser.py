"""The page in a real browser: Debian's chromium, without a window, reaching nothing but this machine."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import app
import dialog
from dialog.desk import Desk
from tests.fakes import InstantPainter, following
from tests.pages import free_port

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None or DRIVER is None, reason="needs Debian's chromium and chromium-driver"),
]
SWITCHES = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage",
    "--disable-component-update", "--disable-sync", "--no-first-run", "--window-size=1280,800",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip


class Chromium:
    """What a test does with a browser."""

    def __init__(self, driver: Any, address: str) -> None:
        self.driver, self.address = driver, address

    def find(self, selector: str) -> list[Any]:
        return list(self.driver.find_elements("css selector", selector))

    def text(self, selector: str) -> str:
        return " ".join(str(found.get_attribute("textContent")) for found in self.find(selector))

    def until(self, true: Callable[[], Any], seconds: float = 60.0) -> Any:
        from selenium.common.exceptions import StaleElementReferenceException

        end = time.monotonic() + seconds
        while True:
            try:
                if found := true():
                    return found
            except StaleElementReferenceException:
                pass
            assert time.monotonic() < end, self.driver.get_log("browser")
            time.sleep(0.1)

    def open(self) -> None:
        self.driver.get(self.address)
        self.until(lambda: self.find("#box textarea"))
        self.until(lambda: self.driver.execute_script("return !!localStorage.getItem('huatu-owner')"))

    def say(self, words: str) -> None:
        (box,) = self.find("#box textarea")
        box.send_keys(words + "\n")

    def press(self, selector: str, label: str) -> None:
        """Presses the button of that label, also in the sidebar while it is closed."""
        (button,) = [one for one in self.find(f"{selector} button") if label in one.get_attribute("textContent")]
        self.driver.execute_script("arguments[0].click()", button)

    def pictures(self) -> int:
        loaded = "return [...document.querySelectorAll('.answer img')].filter(i => i.complete && i.naturalWidth).length"
        return int(self.driver.execute_script(loaded))


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Chromium]:
    webdriver = pytest.importorskip("selenium.webdriver")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for switch in (*SWITCHES, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with dialog.Store(tmp_path / "data") as store:
        desk = Desk(store, following, InstantPainter(steps=6, delay=0.05))
        page = app.build_page(desk, dialog.Settings(steps=6, width=64, height=64), ("dpmpp_2m",), "fake")
        address = app.launch_page(page, store.pictures.folder, "127.0.0.1", free_port())
        driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
        try:
            yield Chromium(driver, address)
        finally:
            driver.quit()
            page.close(verbose=False)


def test_draw_talk_reload_and_go_back(browser: Chromium, tmp_path: Path) -> None:
    browser.open()
    browser.say("画一只猫")
    browser.until(lambda: browser.pictures() == 1)
    assert "画一只猫" in browser.text("#chat .user")
    browser.say("<img src=x onerror=alert(1)>")
    browser.until(lambda: browser.pictures() == 2)
    assert "<img src=x onerror=alert(1)>" in browser.text("#chat .user")
    assert browser.find("img[src='x']") == []
    browser.driver.save_screenshot(str(tmp_path / "page.png"))
    assert (tmp_path / "page.png").stat().st_size > 10_000

    browser.open()
    browser.until(lambda: browser.pictures() == 2)
    assert "画一只猫" in browser.text("#sessions")
    browser.find("#strip .thumbnail-item")[0].click()
    browser.until(lambda: browser.pictures() == 1)

    fetched = browser.driver.execute_script("return performance.getEntriesByType('resource').map(one => one.name)")
    assert fetched
    assert all(one.startswith((browser.address, "data:", "blob:")) for one in fetched)
    severe = [one for one in browser.driver.get_log("browser") if one["level"] == "SEVERE"]
    assert severe == []


def test_rename_and_delete_with_a_question(browser: Chromium) -> None:
    browser.open()
    browser.say("画一只猫")
    browser.until(lambda: browser.pictures() == 1)
    write = """const box = document.querySelector('#name input, #name textarea'); box.value = arguments[0];
        box.dispatchEvent(new Event('input', {bubbles: true}));"""
    browser.driver.execute_script(write, "<i>我的猫</i>")
    browser.press("#manage", "Rename")
    browser.until(lambda: "<i>我的猫</i>" in browser.text("#sessions"))

    browser.press("#manage", "Delete")
    browser.until(lambda: "我的猫" in browser.text("#sure"))
    browser.press("#sure", "Keep")
    browser.until(lambda: not browser.find("#sure .question"))
    assert browser.pictures() == 1
    browser.press("#manage", "Delete")
    browser.until(lambda: "我的猫" in browser.text("#sure"))
    browser.press("#sure", "Delete")
    browser.until(lambda: "Say what to draw" in browser.text("#chat"))
    assert "我的猫" not in browser.text("#sessions")
