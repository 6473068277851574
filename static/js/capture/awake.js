/** Keep the screen on while a wait is watched, where the phone allows it; nothing depends on it. */

/** @returns {() => void} how to stop */
export function stayAwake() {
  let lock = null;
  const ask = async () => {
    if (document.visibilityState !== "visible") return;
    try { lock = await navigator.wakeLock?.request("screen"); } catch { /* refused: the timer counts by the clock anyway */ }
  };
  document.addEventListener("visibilitychange", ask);
  ask();
  return () => { document.removeEventListener("visibilitychange", ask); lock?.release?.().catch(() => {}); };
}
