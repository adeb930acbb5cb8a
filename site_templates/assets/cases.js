// Pages of cases: "cases.html?in=reached~2026%2F27" asks for the cases in one figure. The rows of the others are taken
// out before any bar above the table counts its rows, and the line above says which figure it is. A figure of all
// offices leads to a list of the offices, each with its number of cases and a link to them.
// Without this script every row is shown.
"use strict";

/** Shows of a table what the page was asked for; `listed` has for each name: words, numbers of rows, their counts. */
function showListed(line, asked) {
  const name = line.dataset.lists;
  const table = document.getElementById(name);
  const listed = JSON.parse(document.getElementById(`${name}-listed`).textContent);
  if (!asked || !Object.hasOwn(listed, asked) || !table.tBodies) return;
  const [about, shown, counts] = listed[asked];
  const rows = [...table.tBodies[0].rows];
  const kept = new Set(shown);
  rows.forEach((row, place) => {
    if (!kept.has(place)) row.remove();
  });
  counts.forEach((count, place) => {
    const [office, number] = rows[shown[place]].cells;
    const link = office.querySelector("a");
    link.search = new URLSearchParams({ in: asked });
    const counted = link.cloneNode();
    counted.textContent = count;
    number.replaceChildren(counted);
  });
  line.querySelector("span").textContent = about;
  line.querySelector("a").hidden = false;
  line.classList.add("listed--asked");
}

/** Unfolds the case that the address names; browsers do so by themselves for a place within it, not all for links. */
function unfold() {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = place && place.closest("details.case");
  if (!fold) return;
  fold.open = true;
  fold.scrollIntoView();
}

const wanted = new URLSearchParams(location.search).get("in");
for (const line of document.querySelectorAll("[data-lists]")) showListed(line, wanted);
window.addEventListener("hashchange", unfold);
unfold();
