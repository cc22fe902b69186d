/** Makes the parts of members' pages. A text only ever becomes a text: nothing here reads it as HTML. */

const ATTRIBUTES = new Set([
  ...["accept", "alt", "aria-current", "aria-describedby", "aria-label", "aria-live", "aria-pressed", "autocapitalize"],
  ...["autocomplete", "checked", "class", "data-member", "data-queue", "dir", "disabled", "download", "for", "hidden"],
  ...["href", "id", "inputmode", "lang", "max", "maxlength", "multiple", "name", "open", "required", "role", "rows"],
  ...["scope", "selected", "spellcheck", "src", "tabindex", "type", "value"],
]);
const isNothing = (one) => one === undefined || one === null || one === false;

/**
 * Return an element. Attributes are those above and our own words, children are nodes and texts; `on` are what hears
 * events. Throws `RangeError` for any other attribute.
 * @param {string} tag
 * @param {Record<string, string | number | boolean | null | undefined | object>} attributes
 * @param {...(Node | string | null | undefined | false | Node[])} children
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") Object.entries(value).forEach(([event, heard]) => made.addEventListener(event, heard));
    else if (!ATTRIBUTES.has(name)) throw new RangeError("no such attribute");
    else if (!isNothing(value)) made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter((child) => !isNothing(child) && child !== ""));
  return made;
}

/** Return a button that does something, once at a time. */
export function button(words, act, kind = "") {
  const made = el("button", { type: "button", class: `btn ${kind}`.trim() }, words);
  made.addEventListener("click", async () => {
    if (made.disabled) return;
    made.disabled = true;
    try {
      await act(made);
    } finally {
      made.disabled = false;
    }
  });
  return made;
}

let fields = 0;

/** Return a field with its label; `field.value` is what stands in it. */
export function field(label, control, hint = "") {
  const id = `i-${++fields}`;
  control.id = id;
  if (hint) control.setAttribute("aria-describedby", `${id}-h`);
  const made = el("div", { class: "field" }, el("label", { for: id }, label), hint && hintOf(id, hint), control);
  return made;
}

const hintOf = (id, hint) => el("p", { class: "hint", id: `${id}-h` }, hint);

/** Return a list to choose from; options are pairs of code and words. */
export const select = (options, chosen = "") =>
  el("select", {}, ...options.map(([code, words]) => el("option", { value: code, selected: code === chosen }, words)));

/** Return what filled-in words say; what is filled in stays as it is. */
export const fill = (words, parts) => words.replace(/%\((\w+)\)s/g, (whole, name) => String(parts[name] ?? whole));

/** Leave nothing of a node. */
export const clear = (node) => node.replaceChildren();
