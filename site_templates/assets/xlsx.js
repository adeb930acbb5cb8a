// A sheet (rows.js) as the bytes of an .xlsx file: numbers and days typed, texts as inline strings, which no spreadsheet
// takes for formulas. The smallest workbook that Excel and LibreOffice open without a word; see docs/decisions/0021.
"use strict";

globalThis.alj = globalThis.alj || {};

// A block, so that no name of one script meets that of another.
{
  const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
  const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  // Places in the list of cell formats below.
  const FORMATS = { text: 0, head: 1, day: 2, month: 3, whole: 4, decimal: 5, percent: 6, exactPercent: 7 };
  const STYLES =
    `${XML}<styleSheet ${MAIN}><numFmts count="1"><numFmt numFmtId="164" formatCode="0.0%"/></numFmts>` +
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>' +
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
    "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>" +
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="8">' +
    [[0, 0], [0, 1], [14, 0], [17, 0], [3, 0], [0, 0], [9, 0], [164, 0]]
      .map(([format, font]) => `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>`)
      .join("") +
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>';
  const LONGEST_TEXT = 32767;
  const DAY = 86400000;

  /** Returns text for an element or attribute; "_x0041_" would be read as a letter, and XML has no control characters. */
  function escaped(text) {
    return text
      .toWellFormed()
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
      .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
      .replace(/&/g, "&amp;")
      .replace(/</g, "&lt;")
      .replace(/>/g, "&gt;")
      .replace(/"/g, "&quot;");
  }

  /** Returns the letters of a column: A for 0, AA for 26. */
  function letters(place) {
    return (place >= 26 ? letters(Math.floor(place / 26) - 1) : "") + String.fromCharCode(65 + (place % 26));
  }

  function formatOf({ value, form }) {
    if (form === "percent") return Number.isInteger(Math.round(value * 1e6) / 1e4) ? FORMATS.percent : FORMATS.exactPercent;
    if (form === "number") return Number.isInteger(value) ? FORMATS.whole : FORMATS.decimal;
    return FORMATS[form];
  }

  function cellXml(cell, row, column) {
    const at = `r="${letters(column)}${row}"`;
    if (cell.form === "text" || cell.form === "head") {
      if (!cell.value) return "";
      const style = `s="${FORMATS[cell.form]}"`;
      return `<c ${at} ${style} t="inlineStr"><is><t xml:space="preserve">${escaped(cell.value.slice(0, LONGEST_TEXT))}</t></is></c>`;
    }
    // A day is counted from the last one of 1899, as Excel has it for every day since March 1900.
    const isDay = cell.form === "day" || cell.form === "month";
    const number = isDay ? (alj.number(cell.value) - Date.UTC(1899, 11, 30)) / DAY : cell.value;
    return `<c ${at} s="${formatOf(cell)}"><v>${number}</v></c>`;
  }

  function widthOf(cells) {
    const longest = Math.max(...cells.map(({ value, form }) => (form === "day" || form === "month" ? 10 : String(value).length)));
    return Math.min(60, Math.max(8, longest + 2));
  }

  function sheetXml(sheet) {
    const all = [sheet.columns.map((value) => ({ value, form: "head" })), ...sheet.rows];
    const widths = sheet.columns.map((_, place) => widthOf(all.map((row) => row[place] || { value: "", form: "text" })));
    const columns = widths.map((width, place) => `<col min="${place + 1}" max="${place + 1}" width="${width}" customWidth="1"/>`);
    const rows = all.map((row, at) => `<row r="${at + 1}">${row.map((cell, place) => cellXml(cell, at + 1, place)).join("")}</row>`);
    const last = `${letters(sheet.columns.length - 1)}${all.length}`;
    return (
      `${XML}<worksheet ${MAIN}><dimension ref="A1:${last}"/><sheetViews><sheetView workbookViewId="0">` +
      '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
      `<cols>${columns.join("")}</cols><sheetData>${rows.join("")}</sheetData><autoFilter ref="A1:${last}"/></worksheet>`
    );
  }

  /** Returns a name that a sheet may bear: 31 signs, none of []:*?/\, no apostrophe at its ends. */
  function sheetName(title) {
    const name = [...title.replace(/[[\]:*?/\\\u0000-\u001f]/g, " ").replace(/\s+/g, " ")].slice(0, 31).join("");
    return name.replace(/^[' ]+|[' ]+$/g, "") || "1";
  }

  /** Returns the bytes of a workbook with the one sheet under its title. */
  alj.xlsx = (sheet, title) => {
    const related = (list) =>
      `${XML}<Relationships xmlns="${PACKAGE}/relationships">` +
      list.map(([kind, target], at) => `<Relationship Id="rId${at + 1}" Type="${OFFICE}/${kind}" Target="${target}"/>`).join("") +
      "</Relationships>";
    const override = (part, kind) => `<Override PartName="/${part}" ContentType="${KIND}.${kind}+xml"/>`;
    return alj.zip({
      "[Content_Types].xml":
        `${XML}<Types xmlns="${PACKAGE}/content-types">` +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        '<Default Extension="xml" ContentType="application/xml"/>' +
        override("xl/workbook.xml", "sheet.main") +
        override("xl/worksheets/sheet1.xml", "worksheet") +
        `${override("xl/styles.xml", "styles")}</Types>`,
      "_rels/.rels": related([["officeDocument", "xl/workbook.xml"]]),
      "xl/workbook.xml":
        `${XML}<workbook ${MAIN} xmlns:r="${OFFICE}"><sheets>` +
        `<sheet name="${escaped(sheetName(title))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      "xl/_rels/workbook.xml.rels": related([["worksheet", "worksheets/sheet1.xml"], ["styles", "styles.xml"]]),
      "xl/styles.xml": STYLES,
      "xl/worksheets/sheet1.xml": sheetXml(sheet),
    });
  };
}
