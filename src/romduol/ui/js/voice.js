/* Fetches what reads aloud, and only where the phone itself has a voice for the language of the page. */
(function () {
  var speech = window.speechSynthesis, tongue = document.documentElement.lang, found;
  function look() {
    if (found || !speech.getVoices().some(function (one) { return one.localService === true && one.lang.split(/[-_]/)[0] === tongue; })) return;
    found = document.createElement("script");
    found.src = "/r";
    document.head.append(found);
  }
  if (!speech) return;
  speech.onvoiceschanged = look;
  look();
})();
