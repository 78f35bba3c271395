/* Players of other people's, fetched when a reader asks: the link becomes a frame in the box that stands there already. */
for (const stage of document.querySelectorAll("[data-embed]")) {
  stage.querySelector("a").addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = stage.dataset.embed;
    frame.title = stage.dataset.title;
    frame.allow = "fullscreen; autoplay; encrypted-media";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-presentation");
    stage.replaceChildren(frame);
    frame.focus();
  });
}
