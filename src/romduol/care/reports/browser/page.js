/** Puts words on the page: always as text, never as marks, so that nothing that was written by others can act. */

import { root, say } from "./words.js";
import { showCode } from "../../../safety/crypto/browser/receipts.js";

/**
 * Return an element with attributes and children; a text among them becomes text.
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
export function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Return a paragraph with a text of the page. */
export const told = (name, parts) => element("p", {}, say(name, parts));

/** Return a way to another page, as the last things on a page stand there. */
export const way = (href, name) => element("li", {}, element("a", { href }, say(name)));

/** Return the way to help, as pages have it that show no lines. */
export const danger = () => element("p", {}, element("a", { class: "btn urgent", href: `${root}e` }, say("danger")));

/**
 * Return a button with a text of the page that does something.
 * @param {string} name
 * @param {() => void} act
 * @param {string} look
 */
export function button(name, act, look = "btn") {
  const made = element("button", { type: "button", class: look }, say(name));
  made.addEventListener("click", act);
  return made;
}

/**
 * Show what goes on, or what failed, at one place at the end of a form; what was there before goes.
 * @param {HTMLElement} where
 * @param {boolean} sends whether something that was written is sent there
 */
export function line(where, sends = true) {
  const place = element("div", { class: "sealing", "aria-live": "polite" });
  where.append(place);
  return {
    /** Say what goes on. */
    goes(name, parts) {
      if (place.parentNode !== where) where.append(place);
      place.replaceChildren(told(name, parts));
    },
    /**
     * Say what failed, and that nothing was sent, unless that is not known or was not meant to be; at the field which
     * is to be looked at, where one is.
     */
    failed({ why, parts }, offered = [], field = null) {
      const told = element("div", { class: "notice stop", role: "alert", tabindex: "-1" });
      told.append(element("p", {}, say(why, parts)));
      if (sends && why !== "unsure") told.append(element("p", {}, say("nothing")));
      told.append(...offered);
      for (let at = field?.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
      (field?.closest("fieldset, .field") || where).append(place);
      place.replaceChildren(told);
      told.focus();
    },
    clear: () => place.replaceChildren(),
  };
}

/**
 * Return a code in its groups: each stands on its own, so that no line breaks within one.
 * @param {string} code
 */
export const groups = (code) =>
  showCode(code)
    .split(" ")
    .flatMap((group) => [element("span", {}, group), " "]);

/**
 * Put something else where the page's own text was, below the ways that stand on every page; nothing of what was typed
 * there stays in the page.
 * @param {...Node} children
 */
export function turn(...children) {
  const main = document.getElementById("main");
  for (const form of main.querySelectorAll("form")) form.reset();
  main.replaceChildren(...main.querySelectorAll(".ways"), ...children);
  const heading = main.querySelector("h1");
  heading.tabIndex = -1;
  heading.focus();
  scrollTo(0, 0);
}

/**
 * Let nothing of a form be pressed while something goes on.
 * @param {HTMLFormElement} form
 * @param {() => Promise<void>} act
 */
export async function alone(form, act) {
  if (form.getAttribute("aria-busy") === "true") return;
  const buttons = [...form.querySelectorAll("button")];
  form.setAttribute("aria-busy", "true");
  for (const one of buttons) one.disabled = true;
  try {
    await act();
  } finally {
    form.setAttribute("aria-busy", "false");
    for (const one of buttons) one.disabled = false;
  }
}
