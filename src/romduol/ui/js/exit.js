/* Leaves at once: one tap, or Escape three times. The page is blank before the next one answers, and stays blank where
   nothing answers. It is replaced, so that Back does not return to it. */
(function () {
  var link = document.getElementById("exit"), count = 0, last = 0, left;
  var once = document.querySelector("[data-once]");
  function leave(event) {
    /* Escape would also stop the page that is on its way. */
    event.preventDefault();
    document.documentElement.style.display = "none";
    var again = left;
    left = true;
    /* First of all, so that nothing that fails here keeps anybody on an empty page. */
    location.replace(link.href);
    if (!again) dispatchEvent(new Event("pagehide"));
  }
  link.title = link.dataset.keys;
  link.onclick = leave;
  addEventListener("keydown", function (event) {
    var now = Date.now();
    count = event.key === "Escape" ? (now - last < 2000 ? count + 1 : 1) : 0;
    last = now;
    if (count > 2) leave(event);
  }, true);
  /* A browser may keep a page whole and show it again on Back: what was typed goes when the page does. */
  addEventListener("pagehide", function () {
    [].forEach.call(document.forms, function (form) { form.reset(); });
    if (once) document.body.textContent = "";
  });
  addEventListener("pageshow", function (event) {
    if (left) leave(event);
    else if (once && event.persisted) location.reload();
  });
  /* An answer forgets how it was asked for: Back then shows an empty box, and nothing is sent a second time. */
  if (once) history.replaceState(null, "");
})();
