/* Leaves at once: one tap, or Escape three times. The page left behind is replaced, so that Back does not return to it. */
(function () {
  var link = document.getElementById("exit"), count = 0, last = 0;
  function leave(event) {
    if (event) event.preventDefault();
    document.documentElement.style.display = "none";
    location.replace(link.href);
  }
  link.addEventListener("click", leave);
  document.addEventListener("keydown", function (event) {
    var now = Date.now();
    count = event.key === "Escape" ? (now - last < 2000 ? count + 1 : 1) : 0;
    last = now;
    if (count > 2) leave();
  });
})();
