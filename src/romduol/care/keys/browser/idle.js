/** Locks after a while in which nobody did anything, also where the machine slept meanwhile. */

export const IDLE_MINUTES = 10;
const LOOKS = 5_000;
const SIGNS_OF_LIFE = ["pointerdown", "keydown", "wheel", "touchstart"];

/**
 * Call `lock` once nothing was touched for so long; returns what stops watching. Timers rest while a machine sleeps, so
 * it is the clock that decides, and it is looked at first of all when the page is seen again.
 * @param {() => void} lock
 * @param {{ minutes?: number, clock?: () => number }} how
 */
export function lockWhenIdle(lock, { minutes = IDLE_MINUTES, clock = () => Date.now() } = {}) {
  let touched = clock();
  const isOver = () => clock() - touched >= minutes * 60_000;
  const look = () => {
    if (isOver()) stop(), lock();
  };
  const touch = () => {
    // A touch after the time is over does not begin it anew: somebody else may have sat down.
    look();
    touched = clock();
  };
  const timer = setInterval(look, LOOKS);
  SIGNS_OF_LIFE.forEach((event) => addEventListener(event, touch, { capture: true, passive: true }));
  document.addEventListener("visibilitychange", look);
  function stop() {
    clearInterval(timer);
    SIGNS_OF_LIFE.forEach((event) => removeEventListener(event, touch, { capture: true }));
    document.removeEventListener("visibilitychange", look);
  }
  return stop;
}
