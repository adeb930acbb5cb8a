// The words that our scripts say, which the page brings in the reader's language.
"use strict";

globalThis.alj = globalThis.alj || {};

{
  const words = JSON.parse(document.getElementById("alj-words").textContent);

  /** Returns a text with its fields filled in; a field that is not given stays. */
  alj.fill = (text, values) => text.replace(/\{(\w+)\}/g, (field, name) => (name in values ? values[name] : field));

  /** Returns words by their key, their fields filled in. */
  alj.say = (key, values = {}) => alj.fill(words[key], values);

  alj.language = document.documentElement.lang;

  /** Returns a new element with its properties; `data-`, `aria-` and role are attributes. */
  alj.made = (name, properties = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (/^(?:data-|aria-|role$)/.test(key)) element.setAttribute(key, value);
      else element[key] = value;
    }
    element.append(...children);
    return element;
  };
}
