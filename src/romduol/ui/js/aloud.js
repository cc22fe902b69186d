/* Reads the page aloud, where the phone itself has a voice for its language. A voice that is elsewhere would be told
   what is read, so it is never used. */
(function () {
  var speech = window.speechSynthesis, main = document.getElementById("main"), words = main.dataset;
  var tongue = document.documentElement.lang, queue = [], parts, button;
  function voice(lang) {
    return speech.getVoices().filter(function (one) {
      return one.localService === true && one.lang.split(/[-_]/)[0] === lang;
    })[0];
  }
  /* "023 636" is a line to call: its digits are said one by one. */
  function spelled(found) {
    return found.replace(/\s+/g, ",").replace(/\d(?=\d)|,/g, "$& ");
  }
  /* Parts are [language, text]; a new block or another language begins a new part. */
  function gather(node, lang, digits) {
    node.childNodes.forEach(function (child) {
      if (child.data && child.nodeType === 3) parts[parts.length - 1][1] += child.data.replace(digits, spelled);
      if (!child.matches || child.matches("nav,form,button,sup,details:not([open]),[aria-hidden]") || !child.getClientRects().length) return;
      var own = child.lang || lang, apart = own !== lang || getComputedStyle(child).display !== "inline";
      if (apart) parts.push([own, ""]);
      gather(child, own, child.matches("[href^='tel:'],.digits") ? /\d[\d\s]*\d/g : digits);
      if (apart) parts.push([lang, ""]);
    });
  }
  function stop() {
    queue = [];
    speech.cancel();
    button.textContent = words.aloud;
  }
  function start() {
    parts = [[tongue, ""]];
    gather(main, tongue, /(\+855|\b0)\d{1,2}(\s?\d{2,4}){2,3}\b/g);
    parts.forEach(function (part) {
      var by = voice(part[0]);
      /* Phones cut long speech off, so it goes by sentences. */
      var text = part[1].replace(/\s+/g, " ").replace(/[\u17d4\u17d5!?]|\.(?= )/g, "$&\n");
      if (by) (text.match(/\S.{0,160}(?=[\s\u200b]|$)|\S.{0,160}/g) || []).forEach(function (piece) {
        var one = new SpeechSynthesisUtterance(piece);
        one.voice = by;
        one.lang = by.lang;
        one.onend = one.onerror = function () { if (one === queue[queue.length - 1]) stop(); };
        queue.push(one);
        speech.speak(one);
      });
    });
    if (queue.length) button.textContent = words.hush;
  }
  function show() {
    if (button || !voice(tongue)) return;
    button = document.createElement("button");
    button.className = "aloud";
    button.textContent = words.aloud;
    button.onclick = function () { if (queue.length) stop(); else start(); };
    (main.querySelector(".urgent-page .tiles,.urgent-page .told") || main.querySelector("h1")).after(button);
    addEventListener("pagehide", stop);
    document.addEventListener("visibilitychange", stop);
    addEventListener("keydown", function (event) { if (event.key === "Escape") stop(); });
  }
  if (!speech) return;
  speech.onvoiceschanged = show;
  show();
})();
