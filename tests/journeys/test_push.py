"""Messages on the screen: switched on in a browser, sealed for it, sent to its push service, shown by our own worker."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.journeys.conftest import Site
from tests.journeys.people import enter
from tests.push_service import PushService, push_service

A_THREAD = """
from tertulia.readers.models import Reader
from tertulia.responses.posting import post_response
from tertulia.responses.threads import open_thread_elsewhere
thread = open_thread_elsewhere(site=1, url="https://elsewhere.example/push", title="The crane")
rosa = Reader.objects.get(email="rosa@reader.example")
print(thread.pk, post_response(thread=thread.pk, author=rosa, text="It has not moved since spring.").response.pk)
"""
A_REPLY = """
from tertulia.readers.models import Reader
from tertulia.responses.posting import post_response
tarek = Reader.objects.filter(email="tarek@reader.example").first() or Reader.objects.create_user("tarek@reader.example", name="طارق")
print(post_response(thread={thread}, author=tarek, text="It was oiled.", parent={parent}).response.pk)
"""
# The one thing that needs a company's service: that it gives the browser an address.
SUBSCRIBED = """
const keys = {keys};
PushManager.prototype.subscribe = async function ({{ applicationServerKey }}) {{
  if (applicationServerKey.length !== 65) throw new TypeError("no key");
  localStorage.setItem("subscribed", "1");
  return {{ toJSON: () => ({{ endpoint: {endpoint}, keys: {{ p256dh: keys.key, auth: keys.secret }} }}), unsubscribe: async () => true }};
}};
"""


def waited_for(page: Any, expression: str) -> Any:
    """What an expression with promises in it comes to, once that is something. Playwright's own waiting takes a promise for it."""
    return page.evaluate(
        f"""async () => {{
            for (let tries = 600; tries; tries -= 1) {{
                const found = {expression};
                if (found) return found;
                await new Promise((resume) => setTimeout(resume, 50));
            }}
        }}"""
    )


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


@pytest.fixture(scope="module")
def site(make_site: Callable[..., Site], service: PushService) -> Site:
    return make_site("push", TERTULIA_PUSH_TO=json.dumps([service.host])).start()


def test_a_reply_reaches_the_screen_of_a_reader_who_asked_for_it(page: Any, site: Site, service: PushService) -> None:
    enter(page, site, "rosa@reader.example", "Rosa Vidal")
    thread, top = site.python(A_THREAD).split()
    page.context.grant_permissions(["notifications"], origin=site.url)
    page.add_init_script(SUBSCRIBED.format(keys=json.dumps(service.keys()), endpoint=json.dumps(service.endpoint())))
    page.goto(f"{site.url}/account/notices/")
    page.get_by_role("button", name="Tell me in this browser").click()
    page.locator(".followed bdi", has_text="Chrome, Linux").wait_for()

    reply = site.python(A_REPLY.format(thread=thread, parent=top))
    message = service.messages.get(timeout=30)
    assert (message["path"], message["dir"]) == (f"/r/{reply}/", "ltr")
    assert "oiled" not in str(message)

    registered: list[str] = []
    browser = page.context.new_cdp_session(page)
    browser.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: registered.extend(r["registrationId"] for r in told["registrations"]),
    )
    browser.send("ServiceWorker.enable")
    waited_for(page, "(await navigator.serviceWorker.getRegistrations()).find((each) => each.active)?.scope")
    opened = {name: message[name] for name in ("title", "body", "path", "tag", "lang", "dir")}
    browser.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": site.url, "registrationId": registered[0], "data": json.dumps(opened)},
    )
    shown = "(await (await navigator.serviceWorker.getRegistrations())[0].getNotifications())[0]"
    body, leads = waited_for(page, f"((one) => one && [one.body, one.data])({shown})")
    assert (body.replace("\u2068", "").replace("\u2069", ""), leads) == ("طارق replied to you below “The crane”", f"/r/{reply}/")
    assert page.console_errors == []

    page.get_by_role("button", name="Switch off").click()
    page.locator(".followed bdi").wait_for(state="detached")


def test_a_browser_that_reaches_no_push_service_says_so(page: Any, site: Site) -> None:
    enter(page, site, "rosa@reader.example", "Rosa Vidal")
    page.context.grant_permissions(["notifications"], origin=site.url)
    page.add_init_script("PushManager.prototype.subscribe = () => Promise.reject(new DOMException('', 'AbortError'))")
    page.goto(f"{site.url}/account/notices/")
    page.get_by_role("button", name="Tell me in this browser").click()
    page.get_by_text("This browser could not reach its push service.").wait_for()
    page.goto(f"{site.url}/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda address: "logout" not in address)


def test_without_a_script_the_list_of_browsers_can_still_be_cut(browser: Any, site: Site, service: PushService) -> None:
    context = browser.new_context(java_script_enabled=False)
    window = context.new_page()
    enter(window, site, "noor@reader.example", "Noor Haddad")
    code = "from tertulia.notifications.subscribing import subscribe; from tertulia.readers.models import Reader; "
    code += "subscribe(reader=Reader.objects.get(email='noor@reader.example'), device='Firefox, Linux', "
    site.python(f"{code} endpoint={service.endpoint('two')!r}, **{service.keys()!r})")
    window.goto(f"{site.url}/account/notices/")
    assert window.get_by_text("Switching them on needs JavaScript.").is_visible()
    window.get_by_role("button", name="Switch off").click()
    window.locator(".followed bdi").wait_for(state="detached")
    context.close()
