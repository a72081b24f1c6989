// Start the components, also in parts that arrive later, and say when an answer could not be saved.
import { initAll } from "/static/vendor/govuk-frontend.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

document.body.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) initAll({ scope: event.detail.elt });
});
// Whoever types an answer knows it: "not known yet" no longer applies.
document.body.addEventListener("input", (event) => {
  const question = event.target.name?.startsWith("t.") && event.target.closest(".question");
  for (const box of question ? question.querySelectorAll('input[type="checkbox"][value="not-known"]') : []) box.checked = false;
});
const connection = (lost) => {
  const box = document.getElementById("connection");
  if (box) box.hidden = !lost;
};
for (const name of ["htmx:sendError", "htmx:timeout"]) document.body.addEventListener(name, () => connection(true));
document.body.addEventListener("htmx:responseError", () => connection(true));
document.body.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) connection(false); });
