"""Writing in a real browser: in place with script, on a page of its own without."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.journeys.conftest import Site
from tests.journeys.paper import address, bare, paper, response_with
from tests.tools import need_program

__all__ = ["bare", "paper"]


def open_reply(page: Any, words: str) -> Any:
    response = response_with(page, words)
    response.locator(":scope > article [data-reply]").click()
    response.locator(":scope > .inplace textarea").wait_for()
    return response


def test_a_guest_replies_in_place(page: Any, paper: Site) -> None:
    page.goto(address(paper, "to-reply"))
    answered = open_reply(page, "Something to answer.")
    assert answered.locator(":scope > .inplace").count() == 1
    page.get_by_label("Your name").fill("Nadia")
    page.get_by_label("Your reply").fill("An answer *in place*.")
    page.get_by_role("button", name="Post the reply").click()
    new = page.locator(".response.new")
    new.wait_for()
    assert new.locator("em").inner_text() == "in place"
    assert new.locator("xpath=ancestor::li[1]").get_attribute("id") == answered.get_attribute("id")
    assert page.evaluate("document.activeElement.id") == new.get_attribute("id")
    assert "5 responses" in page.locator("#responses-heading").inner_text()
    assert page.locator(".inplace").count() == 0
    open_reply(page, "Something else.")
    assert page.get_by_label("Your name").input_value() == "Nadia"
    assert page.console_errors == []


def test_a_response_to_the_story_appears_at_its_end(page: Any, paper: Site) -> None:
    page.goto(address(paper, "to-reply"))
    page.get_by_role("link", name="Write a response").click()
    page.get_by_label("Your name").fill("Omar")
    page.get_by_label("Your response").fill("A thing of its own.")
    page.get_by_role("button", name="Post the response").click()
    page.locator(".response.new").wait_for()
    assert "A thing of its own." in page.locator(".responses > .response").last.inner_text()


def test_a_guest_replies_on_a_page_of_its_own(bare: Any, paper: Site) -> None:
    bare.goto(address(paper, "to-own-page"))
    response_with(bare, "Something else.").get_by_role("link", name="Reply").click()
    assert "Something else." in bare.locator(".quoted").inner_text()
    bare.get_by_label("Your reply").fill("Without any script.")
    bare.get_by_role("button", name="Post the reply").click()
    assert bare.get_by_text("Tell the others what to call you.").is_visible()
    assert bare.get_by_label("Your name").get_attribute("aria-describedby") == "name-error"
    assert bare.get_by_label("Your reply").input_value() == "Without any script."
    bare.get_by_label("Your name").fill("Nadia")
    bare.get_by_role("button", name="Post the reply").click()
    assert re.search(r"/to-own-page/#response-\d+$", bare.url)
    reply = response_with(bare, "Without any script.")
    assert "Something else." in reply.locator("xpath=ancestor::li[1]").inner_text()


def test_a_preview_without_script_posts_nothing(bare: Any, paper: Site) -> None:
    bare.goto(address(paper, "to-own-page"))
    bare.get_by_role("link", name="Write a response").click()
    bare.get_by_label("Your name").fill("Nadia")
    bare.get_by_label("Your response").fill("Some **strong** words.")
    bare.get_by_role("button", name="Preview").click()
    assert bare.locator(".preview strong").inner_text() == "strong"
    assert bare.get_by_label("Your response").input_value() == "Some **strong** words."
    bare.goto(address(paper, "to-own-page"))
    assert bare.get_by_text("Some strong words.").count() == 0


def test_preview_and_errors_come_in_place(page: Any, paper: Site) -> None:
    page.goto(address(paper, "to-preview"))
    open_reply(page, "Something to answer.")
    page.get_by_label("Your reply").fill("> quoted\n\nand *said*")
    page.get_by_role("button", name="Preview").click()
    assert page.locator(".preview em").inner_text() == "said"
    page.get_by_role("button", name="Post the reply").click()
    page.get_by_text("Tell the others what to call you.").wait_for()
    assert page.evaluate("document.activeElement.name") == "name"
    assert page.get_by_label("Your reply").input_value() == "> quoted\n\nand *said*"
    page.get_by_label("Your name").fill("Nadia")
    page.get_by_label("Your reply").fill("x" * 20_001)
    assert page.locator(".count").inner_text() == "20,001 / 20,000"
    page.get_by_role("button", name="Post the reply").click()
    page.get_by_text("This is longer than a response may be.").wait_for()
    assert len(page.get_by_label("Your reply").input_value()) == 20_001


def test_a_draft_survives_a_reload_and_goes_when_it_is_posted(page: Any, paper: Site) -> None:
    page.goto(address(paper, "to-draft"))
    open_reply(page, "Something to answer.")
    page.get_by_label("Your reply").fill("Half a thought")
    page.reload()
    open_reply(page, "Something else.")
    assert page.get_by_label("Your reply").input_value() == ""
    open_reply(page, "Something to answer.")
    assert page.get_by_label("Your reply").input_value() == "Half a thought"
    page.get_by_label("Your name").fill("Nadia")
    page.get_by_role("button", name="Post the reply").click()
    page.locator(".response.new").wait_for()
    open_reply(page, "Something to answer.")
    assert page.get_by_label("Your reply").input_value() == ""


def test_a_draft_is_kept_on_the_page_of_its_own_too(page: Any, paper: Site) -> None:
    page.goto(address(paper, "to-draft"))
    own_page = page.get_by_role("link", name="Write a response").get_attribute("href")
    page.goto(f"{paper.url}{own_page}")
    page.get_by_label("Your response").fill("Not finished")
    page.reload()
    assert page.get_by_label("Your response").input_value() == "Not finished"
    page.get_by_label("Your name").fill("Nadia")
    page.get_by_role("button", name="Post the response").click()
    page.wait_for_url(re.compile(r"#response-\d+$"))
    page.goto(f"{paper.url}{own_page}")
    assert page.get_by_label("Your response").input_value() == ""


def test_an_expired_form_is_sent_again_by_itself(page: Any, paper: Site) -> None:
    page.goto(address(paper, "to-expired"))
    open_reply(page, "Something to answer.")
    page.get_by_label("Your name").fill("Nadia")
    page.get_by_label("Your reply").fill("Said after a long pause.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Post the reply").click()
    page.locator(".response.new").wait_for()
    assert "Said after a long pause." in page.locator(".response.new").inner_text()


def test_an_expired_form_comes_back_with_the_words_without_script(bare: Any, paper: Site) -> None:
    bare.goto(address(paper, "to-expired"))
    bare.get_by_role("link", name="Write a response").click()
    bare.get_by_label("Your name").fill("Nadia")
    bare.get_by_label("Your response").fill("Kept all the same.")
    bare.context.clear_cookies()
    bare.get_by_role("button", name="Post the response").click()
    assert bare.get_by_text("This form has expired.").is_visible()
    assert bare.get_by_label("Your response").input_value() == "Kept all the same."
    bare.get_by_role("button", name="Post the response").click()
    assert bare.get_by_text("Kept all the same.").is_visible()


def test_words_are_kept_when_the_server_is_away(page: Any, paper: Site) -> None:
    page.goto(address(paper, "to-draft"))
    open_reply(page, "Something to answer.")
    page.get_by_label("Your name").fill("Nadia")
    page.get_by_label("Your reply").fill("Into the void")
    page.context.set_offline(True)
    page.get_by_role("button", name="Post the reply").click()
    page.get_by_text("This did not go through.").wait_for()
    assert page.get_by_label("Your reply").input_value() == "Into the void"
    page.context.set_offline(False)
    page.get_by_role("button", name="Post the reply").click()
    page.locator(".response.new").wait_for()


def test_a_thread_that_holds_everything_says_what_happens(page: Any, paper: Site) -> None:
    page.goto(address(paper, "held"))
    page.get_by_role("link", name="Write a response").click()
    page.get_by_label("Your name").fill("Nadia")
    page.get_by_label("Your response").fill("Will it be read?")
    page.get_by_role("button", name="Post the response").click()
    page.get_by_text("Nobody else can see this yet: a moderator looks first.").wait_for()
    page.reload()
    assert page.get_by_text("Will it be read?").count() == 0


def test_a_reply_by_keyboard_alone(page: Any, paper: Site) -> None:
    page.goto(address(paper, "to-keys"))
    page.locator(".response .when").nth(1).focus()
    page.keyboard.press("r")
    page.locator(".inplace textarea").wait_for()
    page.keyboard.type("Nadia")
    page.keyboard.press("Tab")
    page.keyboard.type("By keys alone.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".response.new").wait_for()
    assert page.evaluate("document.activeElement.className") == "response new"
    page.keyboard.press("r")
    page.locator(".inplace textarea").wait_for()
    page.keyboard.press("Escape")
    assert page.locator(".inplace").count() == 0
    assert page.evaluate("document.activeElement.dataset.reply") is not None


def test_the_form_speaks_the_language_of_the_page(page: Any, paper: Site) -> None:
    page.goto(address(paper, "lamp"))
    response_with(page, "خبر جميل").locator(":scope > article [data-reply]").click()
    page.locator(".inplace textarea").wait_for()
    assert page.get_by_label("اسمك").is_visible()


def test_a_draft_survives_a_crash_of_the_browser(browser: Any, paper: Site, tmp_path: Path) -> None:
    """The whole browser is killed, as a phone or a power failure does it. Chromium writes such things down within seconds."""
    program = need_program("chromium", "chromium-browser", "google-chrome", package="chromium")
    first = _Chromium(program, tmp_path)
    try:
        window = first.open(browser.browser_type, address(paper, "to-draft"))
        open_reply(window, "Something else.")
        window.get_by_label("Your reply").fill("فكرة لم تكتمل")
        wait_until(lambda: is_in_any("فكرة لم تكتمل".encode("utf-16-le"), tmp_path / "Default" / "Local Storage" / "leveldb"))
    finally:
        first.kill()
    second = _Chromium(program, tmp_path)
    try:
        window = second.open(browser.browser_type, address(paper, "to-draft"))
        open_reply(window, "Something else.")
        assert window.get_by_label("Your reply").input_value() == "فكرة لم تكتمل"
    finally:
        second.kill()


class _Chromium:
    """A browser of our own with a profile on the disk, in a process group that can be killed."""

    def __init__(self, program: str, profile: Path):
        (profile / "DevToolsActivePort").unlink(missing_ok=True)
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
        flags += ["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--remote-debugging-port=0"]
        line = [program, *flags, f"--user-data-dir={profile}", "about:blank"]
        self.process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        self.port = profile / "DevToolsActivePort"

    def open(self, driver: Any, url: str) -> Any:
        """A window at an address."""
        wait_until(lambda: self.port.exists() and self.port.read_text().count("\n") == 1)
        window = driver.connect_over_cdp(f"http://127.0.0.1:{self.port.read_text().split()[0]}").contexts[0].new_page()
        window.goto(url)
        return window

    def kill(self) -> None:
        """Without a word, and all of its processes at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def is_in_any(words: bytes, folder: Path) -> bool:
    return any(words in file.read_bytes() for file in folder.glob("*") if file.is_file())


def wait_until(is_so: Callable[[], bool]) -> None:
    """Look again and again, for a minute."""
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)
