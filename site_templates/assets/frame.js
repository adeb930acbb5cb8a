// The theme opens its navigation by a label, which the tabulator passes over.
"use strict";

for (const label of document.querySelectorAll(".md-header__button[for=__drawer]")) {
  label.tabIndex = 0;
  label.setAttribute("role", "button");
  label.setAttribute("aria-label", document.querySelector(".alj-nav").getAttribute("aria-label"));
  label.addEventListener("keydown", (event) => {
    // The theme's own script answers to Enter.
    if (event.key !== " ") return;
    event.preventDefault();
    label.click();
  });
}
