// The theme opens its navigation by a label, which the tabulator passes over: a button does the same for everybody.
"use strict";

for (const label of document.querySelectorAll(".md-header__button[for=__drawer]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `${label.className} alj-drawer`;
  button.setAttribute("aria-label", document.querySelector(".alj-nav").getAttribute("aria-label"));
  button.append(...label.childNodes);
  button.addEventListener("click", () => document.getElementById("__drawer").click());
  label.replaceWith(button);
}
