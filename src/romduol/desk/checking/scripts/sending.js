/* Keeps a filled form in memory while there is no signal, and sends it again under the same id once there is one.
   Nothing is stored on the phone: whoever closes the page has nothing left of it. */
for (const form of document.querySelectorAll("form[data-waiting]")) {
  const told = form.querySelector("[data-told]");
  const say = (name) => {
    told.textContent = form.dataset[name];
    told.hidden = false;
  };
  let busy = false;
  let tries = 0;
  let later = 0;

  /* Whoever signed in again on another page has another key; the form takes it up. */
  const takeUpKey = async () => {
    const page = await fetch(location.href, { redirect: "error" });
    const found = new DOMParser().parseFromString(await page.text(), "text/html");
    form.elements.csrfmiddlewaretoken.value = found.querySelector("[name=csrfmiddlewaretoken]").value;
  };

  const send = async () => {
    if (busy) return;
    busy = true;
    clearTimeout(later);
    say("sending");
    let answer = null;
    try {
      if (tries < 0) await takeUpKey();
      answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
    } catch {
      answer = null;
    }
    busy = false;
    if (answer && answer.type === "opaqueredirect") {
      location.assign(form.dataset.done);
    } else if (answer && (answer.status === 403 || answer.status === 404)) {
      tries = -1;
      say("signedOut");
    } else if (answer && answer.status < 500) {
      /* The server has something to say about the form: the browser shows its page. Sent twice is recorded once. */
      form.submit();
    } else {
      tries = Math.max(0, tries) + 1;
      say(answer ? "busy" : "waiting");
      later = setTimeout(send, Math.min(60, 2 ** tries) * 1000);
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  addEventListener("online", () => tries > 0 && send());
}
