// For pages of other sites: lays the thread of the page into <div id="tertulia">, and numbers of responses into
// [data-tertulia-count]. It keeps nothing, and asks nobody but the server it comes from.
(() => {
  const me = document.currentScript ?? document.querySelector('script[src$="/embed.js"]');
  const server = new URL(me.src).origin;
  const root = document.documentElement;
  let place = null;
  let frame = null;
  let looking = 0;

  const option = (name) => place?.dataset[name] || me.dataset[name] || "";
  const head = (selector, what) => document.head.querySelector(selector)?.[what];
  const whole = (url) => new URL(url, document.baseURI).href.split("#")[0];
  const address = () => whole(option("url") || head("link[rel=canonical]", "href") || location.href);
  const wanted = () => /^#response-(\d+)$/.exec(location.hash)?.[1];
  const tell = (what, more) => frame.contentWindow?.postMessage({ tertulia: what, ...more }, server);

  // "auto" is as the page around is: light letters stand on a dark ground.
  function theme() {
    const said = option("theme");
    if (said === "light" || said === "dark") return said;
    const ink = /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)/.exec(getComputedStyle(place).color);
    return ink && (ink[1] * 3 + ink[2] * 6 + ink[3] * 1 > 1400 ? "dark" : "light");
  }

  function look() {
    looking = 0;
    const { top, height } = frame.getBoundingClientRect();
    tell("view", { end: Math.max(0, Math.min(height, innerHeight - top)) });
  }
  const seen = () => frame && (looking ||= requestAnimationFrame(look));

  const HEARS = {
    ready() {
      tell("hello", { title: option("title") || head('meta[property="og:title"]', "content") || document.title, theme: theme() });
      look();
    },
    height({ height, title }) {
      frame.style.height = `${Number(height)}px`;
      frame.title = title;
    },
    show({ top, id }) {
      if (id) history.replaceState(history.state, "", `#response-${Number(id)}`);
      const room = parseFloat(getComputedStyle(root).scrollPaddingTop) || 16;
      scrollTo({ top: scrollY + frame.getBoundingClientRect().top + Number(top) - room, behavior: "instant" });
    },
    by: ({ top }) => scrollBy({ top: Number(top), behavior: "instant" }),
  };

  function lay() {
    place = document.getElementById("tertulia");
    if (!place) return;
    const query = new URLSearchParams({ url: address() });
    for (const [name, said] of Object.entries({ language: option("language") || root.lang, theme: theme(), to: wanted() })) {
      if (said) query.set(name, said);
    }
    frame = document.createElement("iframe");
    frame.loading = wanted() ? "eager" : "lazy"; // the browser fetches it shortly before it comes into view
    frame.allow = "clipboard-write";
    frame.style.cssText = "display:block;inline-size:100%;height:30rem;border:0;color-scheme:" + (theme() || "normal");
    frame.src = `${server}/embed/?${query}`;
    place.replaceChildren(frame);
    if (wanted() || location.hash === "#responses") place.scrollIntoView();
  }

  async function count() {
    const spots = [...document.querySelectorAll("[data-tertulia-count]")];
    const of = (spot) => whole(spot.dataset.tertuliaCount || spot.closest("a")?.href || address());
    const urls = [...new Set(spots.map(of))];
    while (urls.length) {
      const query = new URLSearchParams(urls.splice(0, 50).map((url) => ["url", url]));
      query.set("language", option("language") || root.lang);
      const { counts } = await (await fetch(`${server}/embed/counts/?${query}`)).json();
      for (const { url, text } of counts) for (const spot of spots) if (of(spot) === url) spot.textContent = text;
    }
  }

  // Once at the beginning; a page that changes without loading calls it again.
  function refresh() {
    lay();
    count().catch(() => {});
  }

  addEventListener("message", ({ data, origin, source }) => {
    if (frame && origin === server && source === frame.contentWindow && Object.hasOwn(HEARS, data?.tertulia)) HEARS[data.tertulia](data);
  });
  addEventListener("hashchange", () => frame && wanted() && tell("show", { id: wanted() }));
  addEventListener("scroll", seen, { passive: true });
  addEventListener("resize", seen);
  globalThis.tertulia = { refresh };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", refresh);
  else refresh();
})();
