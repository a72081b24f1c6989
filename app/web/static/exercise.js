// Follow an exercise: the server says that something changed, htmx fetches what. On the projector, keys press buttons.
const live = document.getElementById("live");
const AGAIN = 5000; // milliseconds until a refused stream is tried again
let seen = live.dataset.version;

const follow = () => {
  const stream = new EventSource(live.dataset.events);
  stream.addEventListener("message", ({ data }) => {
    if (data === seen) return;
    seen = data;
    live.dispatchEvent(new Event("changed"));
  });
  stream.addEventListener("ended", () => {
    stream.close();
    live.replaceChildren();
    document.getElementById("ended").hidden = false;
  });
  stream.addEventListener("error", () => {
    if (stream.readyState === EventSource.CLOSED) setTimeout(follow, AGAIN);
  });
};
follow();

// Readers of the class's page hear what is new, not the whole page again.
live.addEventListener("htmx:afterSwap", () => {
  const told = live.querySelector("[data-announce]");
  const status = document.getElementById("announce");
  if (told && status) status.textContent = told.textContent;
});

const KEYS = {
  ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next",
  ArrowLeft: "previous", ArrowUp: "previous", PageUp: "previous",
  r: "reveal", ".": "reveal",
};
if (document.body.classList.contains("screen")) {
  document.addEventListener("keydown", (event) => {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (key === " " && event.target.closest("button, summary")) return; // it presses what has the focus
    if (key === "?") document.getElementById("keys").toggleAttribute("open");
    else if (key === "f") document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
    else if (KEYS[key]) document.querySelector(`[data-key="${KEYS[key]}"]`)?.click();
    else return;
    event.preventDefault();
  });
}
