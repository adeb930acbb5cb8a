// A sheet (rows.js) as the text of a .csv file that a spreadsheet of the reader's language opens by a double click.
"use strict";

globalThis.alj = globalThis.alj || {};

// A block, so that no name of one script meets that of another.
{
  // What makes a spreadsheet take a text for a formula, full-width forms included.
  const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
  const DECIMAL_COMMA = ["fr", "de"];

  /** Returns the text of a .csv: BOM, CRLF; a semicolon between cells where the comma is the decimal sign. */
  alj.csv = (sheet, language) => {
    const comma = DECIMAL_COMMA.includes(language);
    const separator = comma ? ";" : ",";
    const field = ({ value, form }) => {
      if (form === "number" || form === "percent") return quoted(comma ? String(value).replace(".", ",") : String(value));
      return quoted(form === "text" && FORMULA.test(value) ? `'${value}` : value);
    };
    const quoted = (text) =>
      text.includes(separator) || /["\r\n]|^\s|\s$/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
    const head = sheet.columns.map((label) => ({ value: label, form: "text" }));
    return "\ufeff" + [head, ...sheet.rows].map((row) => row.map(field).join(separator) + "\r\n").join("");
  };
}
