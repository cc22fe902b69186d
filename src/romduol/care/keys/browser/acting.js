/** What somebody does on the page of keys: once at a time, told in plain words where it did not work. */

import { Alarm } from "./chains.js";
import { el } from "./dom.js";
import { told } from "./unlock.js";

/**
 * Return what makes buttons, forms and deeds that say so where something went wrong.
 * @param {Record<string, string>} words
 */
export function actingIn(words) {
  /** Do something once, whatever is tapped meanwhile. */
  async function run(button, work) {
    button.disabled = true;
    const place = button.closest("div, p, form");
    if (place.nextElementSibling?.matches(".went-wrong")) place.nextElementSibling.remove();
    try {
      await work();
    } catch (found) {
      if (found instanceof Alarm) return;
      place.after(el("p", { class: "notice stop went-wrong", role: "alert" }, told(words, found)));
    }
    button.disabled = false;
  }

  const act = (label, work, kind = "") => {
    const click = ({ currentTarget }) => run(currentTarget, work);
    return el("button", { class: `btn ${kind}`.trim(), type: "button", on: { click } }, label);
  };

  /** A deed that cannot be taken back: told first, done after a second tap. */
  const deed = (label, why, sure, work) =>
    el(
      "details",
      { class: "card" },
      el("summary", {}, label),
      el("p", {}, why),
      el("div", { class: "acts" }, act(sure, work, "stop")),
    );

  const onSubmit = (form, work) =>
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(form.querySelector("button[type=submit]"), work);
    });

  return { act, deed, onSubmit };
}
