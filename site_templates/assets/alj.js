// The bar above a table: find a text, choose by a row's values, say how many rows are left. A link may choose
// beforehand: "caseload.html?state=late" names a select by its key, and one of its values.
// Without this script the whole table is shown and the bar's fields stay hidden.
"use strict";

/** Returns text as it is compared: lower case, without accents. */
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Returns whether a row has one of the words that each select asks for. */
function isChosen(row, selects) {
  return selects.every((select) => {
    if (!select.value) return true;
    const values = (row.dataset[select.dataset.key] || "").split(" ");
    return select.value.split(" ").some((word) => values.includes(word));
  });
}

function setUpFilter(form) {
  const table = document.getElementById(form.dataset.filters);
  const find = form.querySelector("input[type=search]");
  const selects = [...form.querySelectorAll("select")];
  const output = form.querySelector("output");
  const rows = [...table.tBodies[0].rows].map((row) => ({ row, text: plain(row.textContent) }));

  function apply() {
    const words = plain(find.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { row, text } of rows) {
      const stays = words.every((word) => text.includes(word)) && isChosen(row, selects);
      row.hidden = !stays;
      shown += stays;
    }
    const count = output.dataset.count.replace("{shown}", shown).replace("{all}", rows.length);
    output.textContent = shown ? count : `${count}. ${output.dataset.none}`;
  }

  const asked = new URLSearchParams(location.search);
  for (const select of selects) {
    const wanted = asked.get(select.dataset.key);
    const known = [...select.options].some((option) => option.value === wanted);
    select.value = known ? wanted : select.dataset.chosen;
  }
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.classList.add("filter--ready");
  apply();
}

for (const form of document.querySelectorAll("form[data-filters]")) setUpFilter(form);

// The theme opens navigation and search by labels, which the tabulator passes over.
const names = { __drawer: ".alj-nav", __search: ".md-search__input" };
for (const label of document.querySelectorAll(".md-header__button[for]")) {
  const named = document.querySelector(names[label.htmlFor]);
  if (!named) continue;
  label.tabIndex = 0;
  label.setAttribute("role", "button");
  label.setAttribute("aria-label", named.getAttribute("aria-label"));
  label.addEventListener("keydown", (event) => {
    // The theme's own script answers to Enter.
    if (event.key !== " ") return;
    event.preventDefault();
    label.click();
  });
}
